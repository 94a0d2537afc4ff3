import { expect, test } from 'vitest';
import { createCacheService, createGraph, drawDot, drawMermaid, findRelated } from '../../server/src/service.ts';

const service = createCacheService();
const read = (path: string, text: string) => service.read({ path, text })!;

const workflow = read(
	'.github/workflows/ci.yml',
	`on: push
jobs:
  app:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          cache-from: type=registry,ref=o/app:cache
          cache-to: type=registry,ref=docker.io/o/app:cache,mode=max
      - run: docker buildx build --cache-from type=gha .
`,
);
const script = read('build.sh', 'docker buildx build --cache-from o/app:cache --cache-to type=local,dest=out "x" .\n');
const graph = createGraph([workflow, script]);

test('connects writers and readers of one location over files', () => {
	const names = graph.map(({ name, writers, readers }) => [
		name,
		writers.map(({ path, line }) => `${path}:${line}`),
		readers.map(({ path, line, build }) => `${path}:${line} ${build}`),
	]);
	expect(names).toEqual([
		[
			'o/app:cache',
			['.github/workflows/ci.yml:9'],
			['.github/workflows/ci.yml:8 app (build-push-action)', 'build.sh:1 buildx'],
		],
		['gha scope buildkit', [], ['.github/workflows/ci.yml:10 app (buildx)']],
		['out', ['build.sh:1'], []],
	]);
});

test('draws it for Mermaid and Graphviz', () => {
	expect(drawMermaid(graph)).toBe(`flowchart LR
  c1[("o/app:cache")]
  b1[".github/workflows/ci.yml: app (build-push-action)"]
  b1 --> c1
  c1 --> b1
  b2["build.sh: buildx"]
  c1 --> b2
  c2[("gha scope buildkit")]
  class c2 unwritten
  b3[".github/workflows/ci.yml: app (buildx)"]
  c2 --> b3
  c3[("out")]
  class c3 unread
  b2 --> c3
  classDef unwritten stroke-dasharray: 4 3
  classDef unread stroke:#d33
`);
	expect(drawDot(graph)).toContain('c1 [label="o/app:cache", shape=cylinder];');
	expect(drawDot(graph)).toContain('b1 -> c1;');
});

test('quotes what would end a label', () => {
	const odd = createGraph([
		read('b.sh', `docker buildx build --cache-to 'type=gha,scope=a<"b"' .\n`),
		read('c.sh', `docker buildx build --cache-to 'type=gha,scope=a<b&c' .\n`),
	]);
	expect(drawMermaid(odd)).toContain('gha scope a&lt;b&amp;c');
});

test('finds what is related to the entry under the cursor', () => {
	const at = workflow.file.text.indexOf('o/app:cache');
	expect(findRelated(workflow, at).map(({ line }) => line)).toEqual([9, 8]);
	expect(findRelated(workflow, at, graph).map(({ path, line }) => `${path}:${line}`)).toEqual([
		'.github/workflows/ci.yml:9',
		'.github/workflows/ci.yml:8',
		'build.sh:1',
	]);
	expect(findRelated(workflow, 0)).toEqual([]);
});
