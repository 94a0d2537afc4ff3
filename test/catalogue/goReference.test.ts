import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference, readReference, refuseDigest } from '../../server/src/catalogue/goReference.ts';
import { findCertainFlaw } from '../../server/src/catalogue/referenceFlaws.ts';
import { HOLE } from '../../server/src/text/mappedText.ts';
import { naiveReference } from './naiveGo.ts';

const HEX64 = '0123456789abcdef'.repeat(4);

function show(text: string): string {
	const { reference, problem } = readReference(text);
	if (problem !== undefined) return problem.message;
	return [reference.domain, reference.path, reference.tag ?? '', reference.digest ?? ''].join(' ');
}

describe('A reference', () => {
	test.each([
		['app', 'docker.io/library/app:latest'],
		['app:c', 'docker.io/library/app:c'],
		['inline', 'docker.io/library/inline:latest'],
		['acme/app', 'docker.io/acme/app:latest'],
		['docker.io/app', 'docker.io/library/app:latest'],
		['index.docker.io/acme/app:c', 'docker.io/acme/app:c'],
		['localhost/app', 'localhost/app:latest'],
		['localhost:5000/app:c', 'localhost:5000/app:c'],
		['host:5000', 'docker.io/library/host:5000'],
		['127.0.0.1:5000/app', '127.0.0.1:5000/app:latest'],
		['[::1]:5000/app', '[::1]:5000/app:latest'],
		['GHCR.io/acme/app', 'GHCR.io/acme/app:latest'],
		['Acme/app', 'Acme/app:latest'],
		['ghcr.io/acme/a__b--c.d_e:V1.0_x-y', 'ghcr.io/acme/a__b--c.d_e:V1.0_x-y'],
		[`app@sha256:${HEX64}`, `docker.io/library/app@sha256:${HEX64}`],
		[`app:c@sha256:${HEX64}`, `docker.io/library/app:c@sha256:${HEX64}`],
		['my_host.io/app', 'my_host.io/app:latest'],
		[`app:${'t'.repeat(128)}`, `docker.io/library/app:${'t'.repeat(128)}`],
		[`ghcr.io/${'a'.repeat(255)}`, `ghcr.io/${'a'.repeat(255)}:latest`],
	])('%j means %s', (text, name) => {
		const { reference, problem } = readReference(text);
		expect(problem).toBeUndefined();
		expect(formatReference(reference!)).toBe(name);
	});

	// Under each text stands what is wrong, marked by where it starts and ends.
	test.each([
		['', 'empty', '', 'invalid reference format'],
		['https://ghcr.io/acme/app', 'scheme', 'https://', 'invalid reference format'],
		['ghcr.io/acme/app:c ', 'space', ' ', 'invalid reference format'],
		[' ghcr.io/acme/app', 'space', ' ', 'invalid reference format'],
		['ghcr.io/acme/app:$TAG', 'character', '$', 'invalid reference format'],
		['~/app', 'character', '~', 'invalid reference format'],
		['ghcr.io/acme/äpp', 'character', 'ä', 'invalid reference format'],
		[
			'ghcr.io/Acme/app:c',
			'uppercase',
			'Acme',
			'invalid reference format: repository name (Acme/app) must be lowercase',
		],
		['App', 'uppercase', 'App', 'invalid reference format: repository name (library/App) must be lowercase'],
		['acme/App:C', 'uppercase', 'App', 'invalid reference format: repository name (acme/App) must be lowercase'],
		[HEX64, 'hexName', HEX64, `invalid repository name (${HEX64}), cannot specify 64-byte hexadecimal strings`],
		['ghcr.io/acme/app:', 'emptyTag', ':', 'invalid reference format'],
		['ghcr.io/acme/app:feat/x', 'slashInTag', 'feat/x', 'invalid reference format'],
		[`app:${'t'.repeat(129)}`, 'longTag', 't'.repeat(129), 'invalid reference format'],
		['app:.c', 'tag', '.c', 'invalid reference format'],
		['app:a:b', 'tag', 'a:b', 'invalid reference format'],
		['app@sha256:12', 'digest', 'sha256:12', 'invalid reference format'],
		['app@', 'digest', '', 'invalid reference format'],
		[`app@sha256:${HEX64}0`, 'digest', `sha256:${HEX64}0`, 'invalid checksum digest length'],
		[
			`app@sha256:${HEX64.replace('a', 'A')}`,
			'digest',
			`sha256:${HEX64.replace('a', 'A')}`,
			'invalid checksum digest format',
		],
		[`app@md5:${'0'.repeat(32)}`, 'digest', `md5:${'0'.repeat(32)}`, 'unsupported digest algorithm'],
		['ghcr.io//app', 'emptyPart', '//', 'invalid reference format'],
		['/acme/app', 'emptyPart', '/', 'invalid reference format'],
		['acme/app/', 'emptyPart', '/', 'invalid reference format'],
		['ghcr.io/acme/-app', 'separator', '-app', 'invalid reference format'],
		['ghcr.io/acme/a..b', 'separator', 'a..b', 'invalid reference format'],
		['ghcr.io/acme/a___b:c', 'separator', 'a___b', 'invalid reference format'],
		['-ghcr.io/app', 'host', '-ghcr.io', 'invalid reference format'],
		['ghcr.io:x/app', 'host', 'ghcr.io:x', 'invalid reference format'],
		[
			`ghcr.io/${'a'.repeat(256)}`,
			'longName',
			`ghcr.io/${'a'.repeat(256)}`,
			'repository name must not be more than 255 characters',
		],
		['\u212a.io/app', 'uppercase', '\u212a.io/app', 'repository name must be lowercase'],
	])('%j is refused: %s at %j', (text, kind, at, message) => {
		const { problem } = readReference(text);
		expect(problem).toMatchObject({ kind, message });
		expect(text.slice(problem!.start, problem!.end)).toBe(at);
	});

	const pieces = [
		...[
			'a',
			'app',
			'ghcr.io',
			'localhost',
			'docker.io',
			'index.docker.io',
			'library',
			'[::1]',
			'x--y',
			'5000',
			'latest',
		],
		...['/', '/', '/', ':', ':', '@', '.', '_', '__', '-', 'A', 'Org', 'É', '\u212a', 'İ', ' ', '$', 'é', '//'],
		...[
			'sha256:',
			'sha512:',
			'md5:',
			'SHA256:',
			HEX64,
			HEX64.slice(32),
			HEX64.toUpperCase(),
			't'.repeat(127),
			'a'.repeat(250),
		],
	];
	const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((list) => list.join(''));
	const likely = fc
		.tuple(
			fc.constantFrom(
				'',
				'ghcr.io/',
				'localhost:5000/',
				'acme/',
				'Acme/',
				'a_b.io/',
				'[::1]:1/',
				'docker.io/',
				'-a.io/',
			),
			fc.constantFrom('app', 'a/b', 'a/B', 'a--b', 'a.b_c', 'a___b', 'a..b', '-a', '', 'a//b', HEX64),
			fc.constantFrom(
				'',
				':c',
				':C',
				':',
				':a/b',
				':a:b',
				`:${'t'.repeat(128)}`,
				`:${'t'.repeat(129)}`,
				':-x',
				':5000',
			),
			fc.constantFrom('', `@sha256:${HEX64}`, '@', `@sha256:${HEX64.toUpperCase()}`, `@md5:${HEX64}`, `@a+b:${HEX64}`),
		)
		.map((list) => list.join(''));

	test('is read as Go reads it, whatever is written', () => {
		fc.assert(
			fc.property(fc.oneof(texts, likely, fc.string({ maxLength: 8 })), (text) => {
				if (show(text) !== naiveReference(text)) throw new Error(`${JSON.stringify(text)}: ${show(text)}`);
			}),
			{ seed: 1, numRuns: 40_000 },
		);
	});

	test('is refused at a place within it', () => {
		fc.assert(
			fc.property(fc.oneof(texts, likely), (text) => {
				const { problem } = readReference(text);
				if (problem === undefined) return true;
				return 0 <= problem.start && problem.start <= problem.end && problem.end <= text.length;
			}),
			{ seed: 1, numRuns: 5_000 },
		);
	});

	test('is read in linear time', () => {
		for (const piece of ['a', 'A', '-', '/', ':', '@', 'a.', 'a-', 'a/', '[', 'a:', '\u00e9']) {
			const text = piece.repeat(100_000);
			readReference(text);
			readReference(`${text}!`);
			findCertainFlaw(text);
		}
	});
});

describe('A reference with expansions', () => {
	test.each([
		[`https://${HOLE}/app`, 'scheme', 'https://'],
		[`${HOLE}/app: c`, 'space', ' '],
		[`ghcr.io/Org/${HOLE}:c`, 'uppercase', 'Org'],
		[`ghcr.io/${HOLE}/App/c`, 'uppercase', 'App'],
		[`${HOLE}/Org/app:c`, 'uppercase', 'Org'],
		[`ghcr.io/${HOLE}:`, 'emptyTag', ':'],
		[`ghcr.io/${HOLE}:feat/${HOLE}`, 'slashInTag', `feat/${HOLE}`],
		[`ghcr.io/app:${'t'.repeat(129)}${HOLE}`, 'longTag', `${'t'.repeat(129)}${HOLE}`],
		[`ghcr.io/app:{x}${HOLE}`, 'character', '{'],
	])('%j is wrong whatever they are: %s at %j', (text, kind, at) => {
		const flaw = findCertainFlaw(text);
		expect(flaw?.kind).toBe(kind);
		expect(text.slice(flaw!.start, flaw!.end)).toBe(at);
	});

	test.each([
		HOLE,
		`${HOLE}:c`,
		`${HOLE}/app:c`,
		`ghcr.io/${HOLE}`,
		`ghcr.io/${HOLE}:Cache-${HOLE}`,
		`ghcr.io/${HOLE}Org`,
		`ghcr.io/app:cache-${HOLE}`,
		`${HOLE}:5000/app:c`,
		`${HOLE}App`,
		`Registry.${HOLE}/app`,
		`ghcr.io/app@${HOLE}`,
		`ghcr.io/app@sha256:${HOLE}`,
		`ghcr.io/app${HOLE}`,
		`localhost:${HOLE}/app`,
		`app:${'t'.repeat(129)}${HOLE}`,
		`ghcr.io/app:${'t'.repeat(100)}${HOLE}${'t'.repeat(100)}`,
	])('%j may be right', (text) => {
		expect(findCertainFlaw(text)).toBeUndefined();
	});

	test('is never called wrong when some value makes it right', () => {
		const values = [
			'a',
			'ghcr.io',
			'a/b',
			'app:c',
			'ghcr.io/a:',
			'/',
			':',
			'a@',
			`sha256:${HEX64}`,
			'app:v',
			'localhost:',
			'-',
			'1',
		];
		const pieces = [HOLE, HOLE, 'a', 'Org', 'V', '/', ':', '@', 'ghcr.io', '5000', '-', '.', 't'.repeat(120), 'sha256'];
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(...pieces), { maxLength: 6 }),
				fc.array(fc.constantFrom(...values), { minLength: 6, maxLength: 6 }),
				(list, fill) => {
					const text = list.join('');
					const filled = list.map((piece, index) => (piece === HOLE ? fill[index]! : piece)).join('');
					const flaw = findCertainFlaw(text);
					if (flaw !== undefined && readReference(filled).problem === undefined) {
						throw new Error(`${JSON.stringify(text)} is called ${flaw.kind}, but ${filled} is right`);
					}
				},
			),
			{ seed: 1, numRuns: 20_000 },
		);
	});
});

describe('A digest', () => {
	test.each([
		[`sha256:${HEX64}`, undefined],
		[`sha512:${HEX64}${HEX64}`, undefined],
		[`sha384:${HEX64}${HEX64.slice(32)}`, undefined],
		['', 'invalid checksum digest format'],
		['sha256:', 'invalid checksum digest format'],
		[HEX64, 'invalid checksum digest format'],
		[`:${HEX64}`, 'invalid checksum digest format'],
		['sha256:12', 'invalid checksum digest length'],
		[`sha256:${HEX64.slice(1)}g`, 'invalid checksum digest format'],
		['md5:12', 'unsupported digest algorithm'],
		['MD5:12', 'invalid checksum digest format'],
		['constructor:12', 'unsupported digest algorithm'],
	])('%j: %s', (text, error) => {
		expect(refuseDigest(text)).toBe(error);
	});
});
