// Go's readings once more, digit by digit as the Go source goes through them, to compare with.

/** strconv.ParseInt(text, 10, 64): the number in decimal, or the kind of error. */
export function naiveInt(text: string): string {
	if (text.length === 0) return 'syntax';
	let at = 0;
	let isNegative = false;
	if (text[0] === '+' || text[0] === '-') {
		isNegative = text[0] === '-';
		at = 1;
	}
	if (at === text.length) return 'syntax';
	const greatest = 18446744073709551615n;
	let value = 0n;
	for (; at < text.length; at++) {
		const digit = text.charCodeAt(at) - 48;
		if (digit < 0 || digit > 9) return 'syntax';
		value = value * 10n + BigInt(digit);
		if (value > greatest) return 'range';
	}
	if (!isNegative && value > 9223372036854775807n) return 'range';
	if (isNegative && value > 9223372036854775808n) return 'range';
	return String(isNegative ? -value : value);
}

const nanoseconds: Readonly<Record<string, bigint>> = {
	ns: 1n,
	us: 1000n,
	µs: 1000n,
	μs: 1000n,
	ms: 1000000n,
	s: 1000000000n,
	m: 60000000000n,
	h: 3600000000000n,
};

/** time.ParseDuration: nanoseconds in decimal, or the kind of error. */
export function naiveDuration(text: string): string {
	const top = 9223372036854775808n;
	let at = 0;
	const isNegative = text[0] === '-';
	if (text[0] === '-' || text[0] === '+') at++;
	if (at === text.length - 1 && text[at] === '0') return '0';
	if (at === text.length) return 'invalid';
	const isDigit = () => at < text.length && text[at]! >= '0' && text[at]! <= '9';
	let sum = 0n;
	while (at < text.length) {
		if (!isDigit() && text[at] !== '.') return 'invalid';
		let digits = 0;
		let whole = 0n;
		for (; isDigit(); at++, digits++) {
			whole = whole * 10n + BigInt(text[at]!);
			if (whole > top) return 'invalid';
		}
		let fraction = 0n;
		let scale = 1;
		if (text[at] === '.') {
			at++;
			let isFull = false;
			for (; isDigit(); at++, digits++) {
				if (isFull) continue;
				if (fraction > 922337203685477580n || fraction * 10n + BigInt(text[at]!) > top) {
					isFull = true;
					continue;
				}
				fraction = fraction * 10n + BigInt(text[at]!);
				scale *= 10;
			}
		}
		if (digits === 0) return 'invalid';
		let unit = '';
		while (at < text.length && text[at] !== '.' && !isDigit()) unit += text[at++];
		if (unit === '') return 'missing unit';
		const size = Object.hasOwn(nanoseconds, unit) ? nanoseconds[unit]! : undefined;
		if (size === undefined) return 'unknown unit';
		if (whole > top / size) return 'invalid';
		let part = whole * size;
		if (fraction > 0n) part += BigInt(Math.floor(Number(fraction) * (Number(size) / scale)));
		if (part > top) return 'invalid';
		sum = (sum + part) % 18446744073709551616n;
		if (sum > top) return 'invalid';
	}
	if (isNegative) return String(-sum);
	return sum > top - 1n ? 'invalid' : String(sum);
}

const isLower = (c: string) => c >= 'a' && c <= 'z';
const isUpper = (c: string) => c >= 'A' && c <= 'Z';
const isNumber = (c: string) => c >= '0' && c <= '9';
const isHex = (c: string) => isNumber(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
const every = (text: string, is: (c: string) => boolean) => text !== '' && [...text].every(is);

function lower(text: string): string {
	const others: Readonly<Record<string, string>> = { É: 'é', '\u212a': 'k', İ: 'i' };
	return [...text].map((c) => others[c] ?? (isUpper(c) ? String.fromCharCode(c.charCodeAt(0) + 32) : c)).join('');
}

/** `a`, `a.b`, `a_b`, `a__b`, `a---b`, and nothing else between the letters. */
function isPathComponent(text: string): boolean {
	let gap = '';
	if (text === '' || !(isLower(text[0]!) || isNumber(text[0]!))) return false;
	for (const c of text) {
		if (isLower(c) || isNumber(c)) {
			const isGap = gap === '' || gap === '.' || gap === '_' || gap === '__' || [...gap].every((d) => d === '-');
			if (!isGap) return false;
			gap = '';
		} else if (c === '.' || c === '_' || c === '-') gap += c;
		else return false;
	}
	return gap === '';
}

function isDomain(text: string): boolean {
	let host = text;
	if (text.startsWith('[')) {
		const close = text.indexOf(']');
		if (close < 2 || !every(text.slice(1, close), (c) => isHex(c) || c === ':')) return false;
		const after = text.slice(close + 1);
		return after === '' || (after[0] === ':' && every(after.slice(1), isNumber));
	}
	const colon = text.indexOf(':');
	if (colon !== -1) {
		if (!every(text.slice(colon + 1), isNumber)) return false;
		host = text.slice(0, colon);
	}
	return host.split('.').every((label) => {
		const isEdge = (c: string | undefined) => c !== undefined && (isLower(c) || isUpper(c) || isNumber(c));
		return isEdge(label[0]) && isEdge(label.at(-1)) && [...label].every((c) => isEdge(c) || c === '-');
	});
}

function isTag(text: string): boolean {
	const isWord = (c: string) => isLower(c) || isUpper(c) || isNumber(c) || c === '_';
	return (
		text.length <= 128 && text !== '' && isWord(text[0]!) && [...text].every((c) => isWord(c) || c === '.' || c === '-')
	);
}

function isDigestForm(text: string): boolean {
	const colon = text.indexOf(':');
	if (colon === -1 || text.length - colon - 1 < 32 || !every(text.slice(colon + 1), isHex)) return false;
	let isStart = true;
	for (const c of text.slice(0, colon)) {
		if (isStart && !isLower(c) && !isUpper(c)) return false;
		if ('-_+.'.includes(c)) {
			if (isStart) return false;
			isStart = true;
		} else {
			if (!isLower(c) && !isUpper(c) && !isNumber(c)) return false;
			isStart = false;
		}
	}
	return !isStart;
}

/** Cut at the at sign, then at the colon behind the last slash, then at the first slash. */
function parse(text: string): { domain: string; path: string; tag: string; digest: string } | undefined {
	const [head, ...digests] = text.split('@');
	if (digests.length > 1) return undefined;
	const digest = digests[0] ?? '';
	if (digests.length === 1 && !isDigestForm(digest)) return undefined;
	const parts = head!.split('/');
	const last = parts.at(-1)!;
	const colon = last.indexOf(':');
	const tag = colon === -1 ? '' : last.slice(colon + 1);
	if (colon !== -1 && !isTag(tag)) return undefined;
	if (colon !== -1) parts[parts.length - 1] = last.slice(0, colon);
	const isPath = (list: readonly string[]) => list.length > 0 && list.every(isPathComponent);
	if (parts.length > 1 && isDomain(parts[0]!) && isPath(parts.slice(1))) {
		return { domain: parts[0]!, path: parts.slice(1).join('/'), tag, digest };
	}
	return isPath(parts) ? { domain: '', path: parts.join('/'), tag, digest } : undefined;
}

/** reference.ParseNormalizedNamed: domain, path, tag and digest, or the message. */
export function naiveReference(text: string): string {
	if (text.length === 64 && every(text, (c) => isNumber(c) || (c >= 'a' && c <= 'f'))) {
		return `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`;
	}
	const parts = text.split('/');
	let domain = 'docker.io';
	let rest = text;
	if (parts.length > 1) {
		const first = parts[0]!;
		const isHost = first === 'localhost' || first.includes('.') || first.includes(':') || lower(first) !== first;
		if (isHost) {
			domain = first === 'index.docker.io' ? 'docker.io' : first;
			rest = parts.slice(1).join('/');
		}
	}
	if (domain === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
	const remote = rest.split(':')[0]!;
	if (lower(remote) !== remote) return `invalid reference format: repository name (${remote}) must be lowercase`;
	const read = parse(`${domain}/${rest}`);
	if (read === undefined) {
		return parse(lower(`${domain}/${rest}`)) === undefined
			? 'invalid reference format'
			: 'repository name must be lowercase';
	}
	if (read.path.length > 255) return 'repository name must not be more than 255 characters';
	if (read.digest !== '') {
		const [algorithm, hex] = read.digest.split(':') as [string, string];
		const lengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
		const isKnown = Object.hasOwn(lengths, algorithm);
		if (!isKnown)
			return lower(algorithm) === algorithm ? 'unsupported digest algorithm' : 'invalid checksum digest format';
		if (lengths[algorithm] !== hex.length) return 'invalid checksum digest length';
		if (lower(hex) !== hex) return 'invalid checksum digest format';
	}
	return [read.domain, read.path, read.tag, read.digest].join(' ');
}
