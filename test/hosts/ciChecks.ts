import fc from 'fast-check';
import { expect } from 'vitest';
import type { Build } from '../../server/src/cache/build.ts';
import type { HostLanguage } from '../../server/src/hosts/host.ts';
import { applyEdits, createCacheService } from '../../server/src/service.ts';
import { spellShell } from '../../server/src/text/shell/spellShell.ts';

/** Reads a text without the mark `‸` and gives it with the place of the mark. */
function readMarked(path: string, marked: string) {
	const offset = marked.indexOf('‸');
	const text = marked.replace('‸', '');
	const service = createCacheService({
		onTrouble: ({ part, error }) => {
			throw new Error(`${part}: ${error}`);
		},
	});
	return { service, text, offset, document: service.read({ path, text })! };
}

/** The text after accepting the suggestion of that label at the mark. */
export function acceptAt(path: string, marked: string, label: string): string {
	const { service, text, offset, document } = readMarked(path, marked);
	const suggestions = service.complete(document, offset);
	const suggestion = suggestions.find((candidate) => candidate.label === label);
	expect(suggestion, `no "${label}" among ${suggestions.map((candidate) => candidate.label).join(', ')}`).toBeDefined();
	return applyEdits(text, [suggestion!.edit]);
}

/** What hovering at the mark shows. */
export function hoverAt(path: string, marked: string): string | undefined {
	const { service, offset, document } = readMarked(path, marked);
	return service.hover(document, offset)?.markdown;
}

/** A fact of a build as text: lists joined by blanks. */
export function showFacts(build: Build | undefined): Readonly<Record<string, unknown>> {
	const show = (texts: readonly { readonly written: string }[] | undefined) =>
		(texts ?? []).map(({ written }) => written).join(' ');
	return {
		...build,
		pins: (build?.pins ?? []).map(({ of, text, by }) => `${of} ${text.written} ${by}`).join(', '),
		builder: `${build?.builder.driver} ${build?.builder.isSetUp}`,
		images: show(build?.images),
		args: show(build?.args),
		file: build?.file?.written,
		context: build?.context?.written,
		job: build?.pipeline?.job,
		isHosted: build?.pipeline?.isHosted,
		hasActionsToken: build?.pipeline?.hasActionsToken,
		conditions: show(build?.pipeline?.conditions),
		savedPaths: show(build?.pipeline?.savedPaths),
		runsOnTagsOnly: build?.pipeline?.runsOnTagsOnly,
		hasPlainRefsOnly: build?.pipeline?.hasPlainRefsOnly,
		matrixKeys: build?.pipeline?.matrixKeys.join(' '),
		events: build?.pipeline?.events?.join(' '),
	};
}

/** The ways to write a line of text in YAML, with the indentation that blocks need. */
const STYLES: readonly ((line: string, indent: string) => string)[] = [
	(line) => line,
	(line) => `'${line.replaceAll("'", "''")}'`,
	(line) => `"${line.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
	(line, indent) => `|\n${indent}${line}`,
	(line, indent) => `>-\n${indent}${line}`,
	(line, indent) => `|+\n${indent}set -e\n${indent}${line.replace(' ', ` \\\n${indent}  `)}\n`,
];

/**
 * Writes random values in every quoting style into the places of a host, and checks that each is found as the same value
 * with every character where it says, and that nothing is left of the flag when its `removal` is deleted.
 */
export function checkEveryStyle(
	host: HostLanguage,
	path: string,
	places: readonly { readonly indent: string; readonly write: (scalar: string) => string }[],
): void {
	const value = fc
		.array(fc.constantFrom('gha', ',', 'scope=', 'a b', '"', "'", '\\', '/', '~', 'é😀', '#', ';', '(', '*', '='), {
			minLength: 1,
			maxLength: 8,
		})
		.map((parts) => `type=x${parts.join('')}`);
	const quote = fc.constantFrom('"' as const, "'" as const, "$'" as const, undefined);
	const command = fc.constantFrom(
		(word: string) => `docker build --cache-to ${word} -q .`,
		(word: string) => `docker buildx build -t é😀 --push --cache-to=${word} .`,
		(word: string) => `if x; then sudo docker build --cache-to ${word} .; fi`,
	);
	fc.assert(
		fc.property(
			value,
			quote,
			command,
			fc.constantFrom(...STYLES),
			fc.constantFrom(...places),
			(text, quoted, build, style, { indent, write }) => {
				const word = `${quoted ?? ''}${spellShell(text, quoted)}${quoted?.at(-1) ?? ''}`;
				const file = { path, text: write(style(build(word), indent)) };
				const { flags } = host.find(file);
				expect(
					flags.map((found) => found.value.form === 'text' && found.value.text.written),
					file.text,
				).toEqual([text]);
				const [flag] = flags;
				if (flag?.value.form !== 'text') throw new Error('no text');
				for (let index = 0; index < flag.value.text.length; index++) {
					const typed = file.text.slice(flag.value.text.startOf(index), flag.value.text.endOf(index));
					if (!typed.endsWith(text[index]!) && !/^['"\\]+$/.test(typed)) throw new Error(`${text[index]} at ${typed}`);
				}
				const { removal } = flag.layout;
				if (removal === undefined) return;
				const without = file.text.slice(0, removal.start) + file.text.slice(removal.end);
				expect(host.find({ path, text: without }).flags, without).toEqual([]);
			},
		),
		{ seed: 1, numRuns: 250 },
	);
}
