import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type buildxTraits, type ParsedValue, parseValue } from '../server/src/service.ts';

type Traits = ReturnType<typeof buildxTraits>;

/** What a program made of a value, in one string that can be compared: the entries, or `refused`. */
export type Verdict = string;

/** What both sides made of a value. */
export interface Comparison {
	readonly value: string;
	readonly ours: Verdict;
	readonly theirs: Verdict;
}

/** Asks bake about a file with one target for each value; `undefined` when it refuses the file. */
export type Ask = (values: readonly string[]) => readonly Verdict[] | undefined;

/** The version in what `docker buildx version` prints: `0.36.1` of `github.com/docker/buildx v0.36.1 …`; none where there is no buildx. */
export function readBuildxVersion(printed: string): string | undefined {
	return /buildx\s+v?(\d+\.\d+\.\d+)/.exec(printed)?.[1];
}

/**
 * Whether a value can be replayed: entries of s3 make buildx look for credentials, a null byte cannot be in a file, and bake
 * skips empty elements and drops a byte order mark at the start of a string of JSON.
 */
export function isReplayable(value: string): boolean {
	return value !== '' && !/s3|\0|^\ufeff/i.test(value);
}

/** `[["registry",[["ref","o/app"]]]]`, sorted, each entry once: bake leaves out repeated ones and does not keep their order. */
export function describe(
	entries: readonly { readonly type: string; readonly attributes: Readonly<Record<string, string>> }[],
): Verdict {
	const sorted = entries.map(({ type, attributes }) =>
		JSON.stringify([type, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]),
	);
	return [...new Set(sorted)].sort().join(' ');
}

/** The verdict of the reader here: `refused`, or the entries as {@link describe} writes them. */
export function verdictOf(parsed: ParsedValue): Verdict {
	return 'error' in parsed ? 'refused' : describe(parsed.entries);
}

/** Every `step`th of the values that are expected to be refused, and all others: each refused one costs a start of buildx. */
export function thinOut(
	values: readonly string[],
	isRefused: (value: string) => boolean,
	most: number,
): readonly string[] {
	const refused = values.filter(isRefused);
	const step = Math.max(1, Math.ceil(refused.length / most));
	const kept = new Set(refused.filter((_, index) => index % step === 0));
	return values.filter((value) => kept.has(value) || !isRefused(value));
}

/** What bake makes of each value. One bad value makes it refuse the whole file, so those expected to be bad are asked one by one. */
export function askAll(values: readonly string[], isRefused: (value: string) => boolean, ask: Ask): readonly Verdict[] {
	const verdicts = new Map<string, Verdict>();
	const askGood = (batch: readonly string[]): void => {
		const answers = ask(batch);
		if (answers !== undefined || batch.length === 1) {
			for (const [index, value] of batch.entries()) verdicts.set(value, answers?.[index] ?? 'refused');
			return;
		}
		// One of them is bad after all: halves find it with few questions.
		const half = Math.ceil(batch.length / 2);
		askGood(batch.slice(0, half));
		askGood(batch.slice(half));
	};
	const good = values.filter((value) => !isRefused(value));
	for (let at = 0; at < good.length; at += 200) askGood(good.slice(at, at + 200));
	for (const value of values.filter(isRefused)) verdicts.set(value, ask([value])?.[0] ?? 'refused');
	return values.map((value) => verdicts.get(value)!);
}

/** The bake file with a target `t0`, `t1`… for each value, which bake does not take for templates. */
export function writeBakeFile(values: readonly string[]): string {
	// A function, as `$$` in a replacement text stands for one `$`.
	const asLiteral = (value: string) => value.replace(/[$%](?=\{)/g, (sign) => sign + sign);
	const targets = values.map((value, index) => [`t${index}`, { 'cache-from': [asLiteral(value)] }]);
	return JSON.stringify({ target: Object.fromEntries(targets) });
}

/**
 * Reads what `bake --print` prints for {@link writeBakeFile}. Versions that know objects print objects; the others print the
 * strings as they are once they have read them, so of those only what they refuse can be compared.
 */
export function readPrinted(stdout: string, count: number, traits: Traits): readonly Verdict[] {
	const { target } = JSON.parse(stdout) as {
		readonly target: Readonly<
			Record<string, { readonly 'cache-from'?: readonly (string | Readonly<Record<string, string>>)[] }>
		>;
	};
	return Array.from({ length: count }, (_, index) => {
		const printed = target[`t${index}`]?.['cache-from'] ?? [];
		return describe(
			printed.flatMap((entry) => {
				if (typeof entry === 'string') {
					const parsed = parseValue(entry, { traits });
					return 'error' in parsed ? [] : parsed.entries;
				}
				const { type = '', ...attributes } = entry;
				return [{ type, attributes }];
			}),
		);
	});
}

/** Asks `PROGRAM buildx bake --print`, in a folder of its own. */
export function bakeOf(program: string, traits: Traits): Ask {
	return (values) => {
		const folder = mkdtempSync(join(tmpdir(), 'cachelint-conformance-'));
		try {
			writeFileSync(join(folder, 'docker-bake.json'), writeBakeFile(values));
			const targets = values.map((_, index) => `t${index}`);
			const { status, stdout, stderr, error } = spawnSync(program, ['buildx', 'bake', '--print', ...targets], {
				cwd: folder,
				encoding: 'utf8',
				maxBuffer: 1 << 28,
			});
			if (error !== undefined || status === null)
				throw new Error(`buildx could not be run: ${error?.message ?? stderr}`);
			return status === 0 ? readPrinted(stdout, values.length, traits) : undefined;
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
