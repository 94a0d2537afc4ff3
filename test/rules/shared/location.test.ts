import { describe, expect, test } from 'vitest';
import { createBuild } from '../../../server/src/cache/build.ts';
import { type CacheEntry, parseEntries } from '../../../server/src/cache/entry.ts';
import type { Direction } from '../../../server/src/cache/flag.ts';
import { imageKeyOf, isSameLocation, locationOf } from '../../../server/src/rules/shared/location.ts';
import { hideExpansions, MappedText } from '../../../server/src/text/mappedText.ts';

function mapped(text: string): MappedText {
	return hideExpansions(MappedText.verbatim(text), /\$\{\{.*?\}\}|\$\{[^{}]*\}|\$\w+|\$\([^)]*\)/g);
}

function entryOf(direction: Direction, value: string): CacheEntry {
	const text = mapped(value);
	const entries = parseEntries({
		direction,
		build: createBuild({ tool: 'buildx', span: text.span }),
		name: { text: `--cache-${direction}`, span: text.span, correction: undefined },
		span: text.span,
		value: { form: 'text', text },
		origin: 'flag',
		layout: {},
		notes: [],
	});
	return entries[0]!;
}

describe('an image is compared by its whole name', () => {
	test.each([
		['app', 'docker.io/library/app:latest'],
		['docker.io/app:latest', 'docker.io/library/app:latest'],
		['o/app', 'docker.io/o/app:latest'],
		['index.docker.io/o/app:1', 'docker.io/o/app:1'],
		['ghcr.io/o/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', undefined],
		['$IMAGE', '‹IMAGE›:latest'],
		['${IMAGE}:latest', '‹IMAGE›:latest'],
		['docker.io/$USER/app', '‹USER›/app:latest'],
		['$REGISTRY:5000/app', '‹REGISTRY›:5000/app:latest'],
		['ghcr.io/${{github.repository}}:main', 'ghcr.io/‹github.repository›:main'],
		['ghcr.io/${{  github.repository  }}:main', 'ghcr.io/‹github.repository›:main'],
		['Not/An/Image', undefined],
		['', undefined],
	])('%s', (text, expected) => {
		const key = imageKeyOf(mapped(text));
		if (text.includes('@')) expect(key).toBe(text);
		else expect(key).toBe(expected);
	});
});

describe('where an entry keeps its cache', () => {
	test.each([
		['to', 'type=registry,ref=app', 'registry docker.io/library/app:latest', 'app'],
		['to', 'o/app:c', 'registry docker.io/o/app:c', 'o/app:c'],
		['from', 'type=gha', 'gha buildkit', 'gha scope buildkit'],
		['from', 'type=gha,scope=${{ matrix.os }}', 'gha ‹matrix.os›', 'gha scope ${{ matrix.os }}'],
		['to', 'type=local,dest=./a//b/', 'local a/b latest', './a//b/'],
		['from', 'type=local,src=/a,tag=x', 'local /a x', '/a'],
		['to', 'type=s3,region=r,bucket=b,name=n,prefix=p/', 's3  b p/  n', 's3 b/p/n'],
		['to', 'type=azblob,account_url=https://a', 'azblob https://a    buildkit', 'azblob buildkit'],
	] as const)('%s %s', (direction, value, key, name) => {
		expect(locationOf(entryOf(direction, value))).toMatchObject({ keys: [key], name });
	});

	test.each([
		['to', 'type=inline'],
		['to', 'type=gha,mode=$MODE'],
		['to', 'type=registry,ref=Not/An/Image'],
		['to', 'type=registry'],
		['from', 'type=local,dest=a'],
		['from', 'type=local,src=a,digest=sha256:00'],
		['to', '$CACHE'],
		['to', 'type=gha,scope=a,type=gha,scope=b'],
	] as const)('is not known: %s %s', (direction, value) => {
		expect(locationOf(entryOf(direction, value))).toBeUndefined();
	});
});

describe('two places are the same', () => {
	test.each([
		['type=registry,ref=app', 'app:latest', 'yes'],
		['type=registry,ref=app:a', 'app:b', 'no'],
		['type=registry,ref=$A', '$A:b', 'unknown'],
		['type=registry,ref=$A', 'type=gha', 'no'],
		['type=local,dest=a', 'type=local,src=a/', 'yes'],
		['type=local,dest=a,tag=x', 'type=local,src=a', 'no'],
		['type=s3,region=r,bucket=b,name=x;y', 'type=s3,region=r,bucket=b,name=y', 'yes'],
		['type=s3,region=r,bucket=b,name=x', 'type=s3,region=r,bucket=b,name=y;x', 'no'],
		['type=azblob,account_url=u,name=x', 'type=azblob,account_url=u,name=y;x', 'yes'],
		['type=gha,url=http://a/', 'type=gha', 'no'],
	] as const)('%s and %s: %s', (to, from, same) => {
		expect(isSameLocation(locationOf(entryOf('to', to))!, locationOf(entryOf('from', from))!)).toBe(same);
	});
});
