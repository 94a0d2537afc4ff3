import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tool } from '../../server/src/cache/build.ts';
import { parseEntries } from '../../server/src/cache/entry.ts';
import type { Direction } from '../../server/src/cache/flag.ts';
import { flagOf } from '../../server/src/cache/parse.ts';
import { checkDocument } from '../../server/src/features/check.ts';
import { rules } from '../../server/src/rules/index.generated.ts';
import { defaultSettings } from '../../server/src/rules/settings.ts';
import { noWorkspace } from '../../server/src/rules/workspace.ts';
import { indexLines } from '../../server/src/text/lines.ts';

/** What a BuildKit daemon made of a value; `fixtures/oracle/README.md` says how it was asked. */
interface Verdict {
	readonly tool: Tool;
	readonly direction: Direction;
	readonly value: string;
	readonly outcome: 'accepted' | 'rejected' | 'network' | 'needs-environment';
	readonly error: string;
}

const verdicts = readFileSync(join(import.meta.dirname, '../fixtures/oracle/verdicts.jsonl'), 'utf8')
	.split('\n')
	.filter((line) => line !== '')
	.map((line) => JSON.parse(line) as Verdict);

/** Values BuildKit takes that are reported all the same, because they have no effect or another one than written. */
const ineffective: ReadonlyMap<string, string> = new Map(
	Object.entries({
		// Unknown type on import: only a line in the log, and no cache.
		'type=foo,ref=x': 'unknown-type',
		// The key is ` mode`, so the mode is min.
		'type=local,dest=out/cache, mode=max': 'entry-whitespace',
		// The first of the two is dropped.
		'type=local,dest=out/cache,dest=out/other': 'duplicate-key',
		// An import reads digests, an export does not.
		'type=local,dest=out/cache,digest=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa':
			'unknown-parameter',
		// No booleans for Go: false.
		'type=local,dest=out/cache,ignore-error=on': 'invalid-boolean',
		'type=local,dest=out/cache,ignore-error=yes': 'invalid-boolean',
		'type=registry,ref=localhost:5055/c:x,ignore-error=yes': 'invalid-boolean',
		// Modes there are not: min.
		'type=local,dest=out/cache,mode=Max': 'invalid-mode',
		'type=registry,ref=localhost:5055/c:x,mode=MAX': 'invalid-mode',
		// Keys the backend does not read.
		'type=local,dest=out/cache,image_manifest=false': 'unknown-parameter',
		'type=local,dest=out/cache,ociMediaTypes=false': 'unknown-parameter',
		'type=local,dest=out/cache,ref=localhost:5055/d:y': 'unknown-parameter',
		'type=local,dest=out/cache,registry.insecure=true': 'unknown-parameter',
		'type=local,dest=out/cache,scope=x': 'unknown-parameter',
		'type=registry,ref=localhost:5055/c:x,bucket=b': 'unknown-parameter',
		'type=registry,ref=localhost:5055/c:x,ociMediaTypes=false': 'unknown-parameter',
		'type=registry,ref=localhost:5055/c:x,reset=true': 'unknown-parameter',
		'type=registry,ref=localhost:5055/c:x,reset=yes': 'unknown-parameter',
	}),
);

function findingsFor({ tool, direction, value }: Verdict) {
	const flag = flagOf(value, { tool, direction });
	const entries = parseEntries(flag);
	return checkDocument(
		{
			file: { path: 'build.sh', text: value },
			flags: [flag],
			entries,
			builds: [{ build: flag.build, entries }],
			suppressions: [],
			lines: indexLines(value),
		},
		{
			rules,
			settings: defaultSettings,
			workspace: noWorkspace,
			onTrouble: ({ error }) => {
				throw error;
			},
		},
	);
}

const rows = (outcome: Verdict['outcome']) =>
	verdicts
		.filter((verdict) => verdict.outcome === outcome)
		.map((verdict) => [`${verdict.direction} ${verdict.value}`, verdict] as const);

describe('what BuildKit rejects is an error', () => {
	test.each(rows('rejected'))('%s', (_, verdict) => {
		expect(findingsFor(verdict).map(({ severity }) => severity)).toContain('error');
	});
});

describe('what BuildKit accepts is neither an error nor a warning, unless it has no effect', () => {
	test.each(rows('accepted'))('%s', (_, verdict) => {
		const loud = findingsFor(verdict).filter(({ severity }) => severity === 'error' || severity === 'warning');
		const expected = ineffective.get(verdict.value);
		expect(loud.map(({ rule }) => rule)).toEqual(expected === undefined ? [] : [expected]);
	});
});

test('every value that is reported on purpose was asked about', () => {
	const accepted = new Set(verdicts.filter(({ outcome }) => outcome === 'accepted').map(({ value }) => value));
	expect([...ineffective.keys()].filter((value) => !accepted.has(value))).toEqual([]);
});

test('one mistake is one finding, whatever BuildKit makes of the value', () => {
	for (const verdict of verdicts) {
		const spans = findingsFor(verdict)
			.filter(({ severity }) => severity === 'error')
			.map(({ span }) => `${span.start}-${span.end}`);
		expect(new Set(spans).size, verdict.value).toBe(spans.length);
	}
});

/** An empty token with the claims that the cache of Actions needs: `{"alg":"HS256"}.{"ac":"[]",…}`. */
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJhYyI6IltdIiwiZXhwIjo5OTk5OTk5OTk5LCJuYmYiOjB9.c2ln';
const S3 = 'type=s3,bucket=b,endpoint_url=http://127.0.0.1:1,access_key_id=a,secret_access_key=b,use_path_style=true';

const ask = (direction: Direction, value: string) =>
	findingsFor({ tool: 'buildctl', direction, value, outcome: 'accepted', error: '' });

describe('what the sources of BuildKit 0.32 refuse is an error, though nobody asked a daemon', () => {
	test.each([
		["type=inline ignore-error='true' mode=max", 'unknown-type'],
		["type=registry;ref=localhost:5055/c:x;registry.insecure='true'", 'unknown-type'],
		['type=registry,type=registry', 'missing-required-parameter'],
		['type=local,dest=out/cache,compression=lz4,type=local', 'invalid-compression'],
		[`${S3},region=`, 'missing-required-parameter'],
		[`${S3},region=us_east_1`, 'invalid-region'],
		[`${S3},region=us.east`, 'invalid-region'],
		[`${S3},region=-x`, 'invalid-region'],
		[`${S3},region=${'r'.repeat(64)}`, 'invalid-region'],
		['type=s3,region=r,bucket=', 'missing-required-parameter'],
		['type=azblob,account_url=', 'missing-required-parameter'],
		['type=azblob,account_url=,account_name=a', 'missing-required-parameter'],
		['type=azblob,account_url=http://127.0.0.1:1/acct', 'missing-required-parameter'],
		['type=azblob,account_url=http://127.0.0.1:1/acct,secret_access_key=', 'missing-required-parameter'],
		['type=azblob,account_url=ftp://127.0.0.1:1,account_name=a,secret_access_key=YWJj', 'azblob-account-url'],
		['type=gha,url=http://127.0.0.1:1/,token=a.b.c', 'invalid-credential'],
		['type=gha,url=http://127.0.0.1:1/,token=e30.e30.', 'invalid-credential'],
		['type=gha,url=http://127.0.0.1:1/,token=eyJhbGciOiJIUzI1NiJ9.eyJhYyI6IltdIn0.c2ln', 'invalid-credential'],
		['type=local,dest=,src=out/cache', 'missing-required-parameter'],
		[`type=gha,url=,url_v2=,token=${TOKEN}`, 'missing-required-parameter'],
	])('%s', (value, rule) => {
		expect(
			ask('to', value)
				.filter(({ severity }) => severity === 'error')
				.map((finding) => finding.rule),
		).toContain(rule);
	});
});

describe('what they take, with its effect, is not', () => {
	test.each([
		['to', 'type=registry,ref=localhost:5055/c'],
		['to', 'localhost:5055/c'],
		['to', 'type=registry,ref=localhost:5055/c:x,mode=max,mode=max,MODE=max'],
		['to', 'type=local,type=local,dest=out/cache'],
		['from', 'type=local,src=out/cache,type=local,src=out/cache'],
		['from', `type=gha,url=http://127.0.0.1:1/,token=${TOKEN}`],
		['to', `type=gha,url=http://127.0.0.1:1/,token=${TOKEN},timeout=-1.5h`],
		['to', `${S3},region=auto`],
		['to', 'type=azblob,account_url=https://:443,account_name=a'],
		['to', 'type=azblob,account_url=HTTP://127.0.0.1:1,account_name=a,secret_access_key=YWJj'],
	] as const)('%s %s', (direction, value) => {
		expect(ask(direction, value).filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
	});
});

describe('what makes an import fail is an error, where a parameter is only checked', () => {
	test.each([
		['type=s3,region=r,bucket=b,upload_parallelism=0', ['invalid-number']],
		['type=s3,region=r,bucket=b,upload_parallelism=x', ['invalid-number']],
		['type=s3,region=r,bucket=b,upload_parallelism=4', ['export-only-parameter-on-import']],
		['type=local,src=,dest=out/cache', ['missing-required-parameter', 'local-src-dest-swapped']],
	])('%s', (value, rules) => {
		expect(ask('from', value).map(({ rule }) => rule)).toEqual(rules);
	});
});
