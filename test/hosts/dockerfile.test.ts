import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stagesBuilt } from '../../server/src/cache/dockerfile.ts';
import { readDockerfile } from '../../server/src/hosts/dockerfile/readDockerfile.ts';
import host from '../../server/src/hosts/dockerfile.ts';
import { createCacheService } from '../../server/src/service.ts';

/** One row a stage: `build < 0, takes 1: 2 RUN, 1 cache`. */
function rowsOf(text: string): readonly string[] {
	const rows = readDockerfile(text)?.stages.map(({ name, base, sources, runs, cacheMounts }) => {
		const begins = base === undefined ? '' : ` < ${base}`;
		const takes = sources.length === 0 ? '' : `, takes ${sources.join(' ')}`;
		return `${name ?? '-'}${begins}${takes}: ${runs.length} RUN, ${cacheMounts.length} cache`;
	});
	return rows ?? ['not read'];
}

const TEXTS: readonly (readonly [name: string, text: string, ...rows: string[]])[] = [
	[
		'stages that begin with others, and take files from them',
		'FROM golang:1.23 AS Build\nRUN go build\nFROM build AS test\nRUN go test\nFROM scratch\nCOPY --from=BUILD /a /a\nCOPY --link --from=1 /b /b\n',
		'build: 1 RUN, 0 cache',
		'test < 0: 1 RUN, 0 cache',
		'-, takes 0 1: 0 RUN, 0 cache',
	],
	[
		'a base is a stage by its name only, and one above',
		'FROM b AS a\nFROM 0 AS b\nFROM b:1\nFROM b\n',
		'a: 0 RUN, 0 cache',
		'b: 0 RUN, 0 cache',
		'-: 0 RUN, 0 cache',
		'- < 1: 0 RUN, 0 cache',
	],
	[
		'mounts over several lines, with comments between',
		'from a as b\nrun --mount=type=cache,target=/x \\\n  # comment\n\n  --mount=target=/y,from=0 \\\n  --mount=type=secret,id=z make\nRUN --mount=from=b,"type=cache",target=/z x\n',
		'b, takes 0: 2 RUN, 2 cache',
	],
	[
		'heredocs',
		'FROM a AS b\nRUN <<EOF\nFROM x\nRUN y\nEOF\nRUN cat <<"A" <<-B > /x\nFROM x\nA\n\tFROM y\n\tB\nCOPY <<C /etc/c\nRUN x\nC\nRUN echo $((1<<2)) "<<D"\nFROM b\n',
		'b: 3 RUN, 0 cache',
		'- < 0: 0 RUN, 0 cache',
	],
	[
		'another escape character',
		'# escape=`\nFROM a AS b\nRUN x `\n  RUN y\nCOPY a C:\\\nFROM b\n',
		'b: 1 RUN, 0 cache',
		'- < 0: 0 RUN, 0 cache',
	],
	[
		'instructions for images that are built upon it',
		'FROM a AS b\nONBUILD RUN x\n# RUN y\nLABEL x="\\\nRUN z"\nRUN ["a"]\n',
		'b: 1 RUN, 0 cache',
	],
	[
		'variables that may name a stage, and such as cannot',
		'ARG X=build-b\nFROM go:$V AS build-a\nFROM ${X} AS build-b\nFROM build-${X:-a}\nFROM base-$X\nFROM $X:1\n',
		'build-a: 0 RUN, 0 cache',
		'build-b < unknown: 0 RUN, 0 cache',
		'- < unknown: 0 RUN, 0 cache',
		'-: 0 RUN, 0 cache',
		'-: 0 RUN, 0 cache',
	],
	[
		'files being typed',
		'RUN x\nFROM a AS b\nCOPY --from= x y\nCOPY --from\nRUN --mount\nFROM\nRUN <<EOF\nFROM x',
		'b: 1 RUN, 0 cache',
		'- < unknown: 1 RUN, 0 cache',
	],
	['the usual syntax', '# syntax=docker.io/docker/dockerfile:1.7-labs\nFROM a\n', '-: 0 RUN, 0 cache'],
	['another syntax', '# syntax=example.com/other:1\nFROM a\n', 'not read'],
	['heredocs with a number, of which the parser knows nothing', 'FROM a\nRUN x 3<<EOF\nFROM b\nEOF\n', 'not read'],
	['a file that nobody has written', `FROM a\n${'RUN x\n'.repeat(40_000)}`, 'not read'],
];

test.each(TEXTS)('%s', (_, text, ...rows) => {
	expect(rowsOf(text)).toEqual(rows);
	expect(rowsOf(text.replaceAll('\n', '\r\n'))).toEqual(rows);
	expect(rowsOf(`\uFEFF${text}`)).toEqual(rows);
});

test('places are those of the file', () => {
	const text = '# 😀\r\nFROM a AS b\r\nRUN --mount=type=cache,target=/x \\\r\n  y\r\nFROM b\r\n';
	const { stages } = readDockerfile(text)!;
	const typed = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
	expect(stages.map(({ span }) => typed(span))).toEqual(['FROM a AS b', 'FROM b']);
	expect(stages[0]!.runs.map(typed)).toEqual(['RUN --mount=type=cache,target=/x \\\r\n  y']);
	expect(stages[0]!.cacheMounts.map(typed)).toEqual(['--mount=type=cache,target=/x']);
});

test('whatever is typed gives places within it', () => {
	const bits = fc.constantFrom(
		...['FROM ', 'a', ' AS ', 'b', '\n', '\r\n', '\\\n', '`\n', '# escape=`\n', '# ', 'RUN ', 'COPY ', '--from='],
		...['--mount=', 'type=cache', ',', '<<EOF', '\nEOF\n', '<<-"X"', '"', "'", '[', '${', '}', 'ONBUILD ', '\t', '😀'],
	);
	fc.assert(
		fc.property(fc.array(bits, { maxLength: 30 }), (parts) => {
			const text = parts.join('');
			for (const { span, runs, cacheMounts } of readDockerfile(text)?.stages ?? []) {
				for (const { start, end } of [span, ...runs, ...cacheMounts]) {
					expect(start).toBeLessThan(end);
					expect(end).toBeLessThanOrEqual(text.length);
				}
			}
		}),
		{ seed: 5, numRuns: 2000 },
	);
});

test('Dockerfiles are known by their names, and by what the editor says', () => {
	const claimed = [
		'Dockerfile',
		'web/Dockerfile.dev',
		'api.Dockerfile',
		'x.dockerfile',
		'Containerfile',
		'Dockerfile-a',
	];
	const others = [
		'Dockerfile.dockerignore',
		'dockerfile.md',
		'Dockerfiles',
		'mydockerfile',
		'Dockerfile/x',
		'.dockerfile',
	];
	const claims = (path: string) => host.claim({ path, text: '' }) === 'name';
	expect(claimed.filter((path) => !claims(path))).toEqual([]);
	expect(others.filter(claims)).toEqual([]);
	expect(host.claim({ path: 'x', languageId: 'dockerfile', text: '' })).toBe('name');
});

test('a Dockerfile is read only where it makes a difference to a cache', () => {
	const service = createCacheService();
	const read = (text: string) => service.read({ path: 'Dockerfile', text })!.reading;
	expect(read('FROM a\nRUN x\n')).toEqual({ flags: [], comments: [] });
	expect(read('FROM a\nRUN --mount=type=cache,target=/x y\n').dockerfile?.stages).toHaveLength(1);
	expect(read('from a as b\nRUN x\n  FROM b\n').dockerfile?.stages).toHaveLength(2);
});

describe('the stages that a build makes', () => {
	const text =
		'FROM a AS base\nFROM base AS deps\nFROM base AS build\nCOPY --from=deps / /\nFROM $X AS any\nFROM base AS tests\nFROM base AS app\nCOPY --from=build / /\nCOPY --from=any / /\n';
	test.each([
		[undefined, [5, 0], [1, 2, 3]],
		['App', [5, 0], [1, 2, 3]],
		['build', [2, 0], [1]],
		['1', [1, 0], []],
	] as const)('for %s', (target, inResult, beside) => {
		expect(stagesBuilt(readDockerfile(text)!, target)).toEqual({ inResult, beside });
	});

	test.each(['none', '9', 'any'])('are not known for %s', (target) => {
		expect(stagesBuilt(readDockerfile(text)!, target)).toBeUndefined();
	});

	test('of a file without any', () => {
		expect(stagesBuilt(readDockerfile('RUN x\n')!, undefined)).toBeUndefined();
	});

	test('where two take files from each other', () => {
		const circle = 'FROM a AS b\nCOPY --from=c / /\nFROM a AS c\nCOPY --from=b / /\n';
		expect(stagesBuilt(readDockerfile(circle)!, undefined)).toEqual({ inResult: [1], beside: [0] });
	});
});
