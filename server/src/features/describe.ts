import type { Catalogue } from '../catalogue/catalogue.ts';
import type { BackendFact, ParameterFact } from '../catalogue/facts.ts';
import { compareVersions, formatVersion } from '../catalogue/version.ts';

/** Root of the repositories the sources of facts are in. */
const SOURCES = 'https://github.com/moby/buildkit/blob';

/** Markdown about a backend: what it is, what it needs, since when. */
export function describeBackend(backend: BackendFact, catalogue: Catalogue): string {
	const lines = [`**type=${backend.type}** — ${backend.summary}`];
	for (const direction of backend.directions) {
		const required = backend.required[direction];
		if (required.length > 0) {
			lines.push(
				`Required in cache-${direction}: ${required.map((name) => `\`${name.replaceAll('|', '` or `')}\``).join(', ')}.`,
			);
		}
	}
	if (!backend.directions.includes('from')) lines.push('Can be exported only, not imported.');
	if (backend.notes !== '') lines.push(backend.notes);
	lines.push(describeSince(backend.since, catalogue));
	return lines.join('\n\n');
}

/** Markdown about a parameter: meaning, values, default at the assumed version, what an invalid value does, source. */
export function describeParameter(backend: BackendFact, parameter: ParameterFact, catalogue: Catalogue): string {
	const lines = [`**${parameter.name}** (\`type=${backend.type}\`) — ${parameter.summary}`];
	const facts = [
		`${describeShape(parameter)}, ${parameter.directions.map((direction) => `cache-${direction}`).join(' and ')}`,
	];
	const fallback = catalogue.defaultOf(parameter);
	if (fallback !== undefined && fallback !== '') {
		facts.push(`default \`${fallback}\` in BuildKit ${formatVersion(catalogue.version, true)}`);
	}
	// The same default may stand there twice, with something else about it that has changed.
	const changes = parameter.defaults.filter(({ value }, index, all) => value !== all[index - 1]?.value);
	const other = changes.filter(({ value }) => value !== fallback);
	for (const { since, value } of other) facts.push(`\`${value}\` from ${formatVersion(since, true)}`);
	lines.push(facts.join(' · '));
	const invalid = describeInvalid(parameter);
	if (invalid !== '') lines.push(`Invalid value: ${invalid}`);
	if (parameter.isSecret) lines.push('A credential: better given in the environment than in the flag.');
	if (parameter.notes !== '') lines.push(parameter.notes);
	lines.push(`${describeSince(parameter.since, catalogue)} ${linkSource(parameter.source)}`);
	return lines.join('\n\n');
}

/** Markdown about one value of a parameter. */
export function describeValue(
	backend: BackendFact,
	parameter: ParameterFact,
	value: string,
	catalogue: Catalogue,
): string {
	const isDefault = catalogue.defaultOf(parameter) === value;
	const head = `**${parameter.name}=${value}**${isDefault ? ` — the default in BuildKit ${formatVersion(catalogue.version, true)}` : ''}`;
	return `${head}\n\n${describeParameter(backend, parameter, catalogue)}`;
}

function describeShape(parameter: ParameterFact): string {
	const { shape } = parameter;
	switch (shape.kind) {
		case 'enum':
			return shape.values.map((value) => `\`${value}\``).join(' | ');
		case 'boolean':
			return '`true` | `false`';
		case 'duration':
			return 'duration such as `10m` or `1h30m`';
		case 'list':
			return 'names separated by `;`';
		default:
			return shape.kind;
	}
}

function describeInvalid(parameter: ParameterFact): string {
	switch (parameter.onInvalid) {
		case 'error':
			return parameter.invalidMessage === undefined
				? 'the build fails.'
				: `the build fails with \`${parameter.invalidMessage.replaceAll('`', "'")}\``;
		case 'default':
			return 'ignored without a message; the default is used.';
		case 'ignored':
			return 'ignored without a message.';
		case 'warning':
			return `a warning in the build log${parameter.invalidMessage === undefined ? '.' : `: \`${parameter.invalidMessage.replaceAll('`', "'")}\``}`;
		case 'unchecked':
			return '';
	}
}

function describeSince(since: readonly [number, number, number], catalogue: Catalogue): string {
	const isNewer = compareVersions(since, catalogue.version) > 0;
	const text = `Since BuildKit ${formatVersion(since, true)}.`;
	return isNewer
		? `${text} Older than that ignores it: here BuildKit ${formatVersion(catalogue.version, true)} is assumed.`
		: text;
}

/** `cache/remotecache/s3/s3.go@v0.11.0:33` as a link to that line. */
function linkSource(source: string): string {
	const match = /^([\w./-]+)@(v[\d.]+|HEAD):(\d+)$/.exec(source);
	if (match === null) return `Source: \`${source}\`.`;
	const tag = match[2] === 'HEAD' ? 'master' : match[2];
	return `[Source](${SOURCES}/${tag}/${match[1]}#L${match[3]})`;
}
