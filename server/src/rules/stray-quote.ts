import { type CacheEntry, parseEntries } from '../cache/entry.ts';
import { defineRule, type Fix, type Report } from './rule.ts';
import { shownText } from './shared/shownText.ts';
import { type StrayQuotes, strayQuotesIn } from './shared/strayQuotes.ts';

/** What the tool makes of the value with the quotes in it. */
function effectOf(entry: CacheEntry | undefined, { around, field }: StrayQuotes): string {
	const csv = entry?.problems.find(({ code }) => code === 'csv');
	if (csv !== undefined && field.text.includes('"')) return `the build stops with \`${csv.message}\``;
	if (around === 'value' && field.text.startsWith('"')) {
		const what = entry?.direction === 'to' ? 'exporter' : 'importer';
		return `all of it is one field, \`unknown cache ${what}: "${shownText(entry?.typeName ?? '…')}"\``;
	}
	const problem = entry?.problems[0];
	if (problem !== undefined) return `the build stops with \`${shownText(problem.message)}\``;
	if (entry?.form === 'ref') return `\`${shownText(entry.text?.written ?? field.written)}\` is no image name`;
	const equals = field.text.indexOf('=');
	return `\`${shownText(field.slice(0, equals).trim().written)}\` becomes \`${shownText(field.slice(equals + 1).written)}\``;
}

/** Removes them, unless they keep a comma or are so many that something else was meant, as in JSON. */
function removeQuotes({ around, field, quotes }: StrayQuotes): readonly Fix[] {
	if (quotes.length > 2 || (around === 'field' && field.text.includes(','))) return [];
	const [first, ...rest] = quotes.map((span) => ({ span, text: '' }));
	const title = quotes.length === 1 ? 'Remove the quote' : 'Remove the quotes';
	return [{ title, safe: false, edits: [first!, ...rest] }];
}

function reportOf(entry: CacheEntry | undefined, stray: StrayQuotes): Report {
	const { field, quotes } = stray;
	const isPair = quotes.length > 1;
	const advice =
		field.text.includes(',') && stray.around === 'field'
			? 'Put them around the whole field.'
			: isPair
				? 'Remove them.'
				: 'Remove it.';
	return {
		span: { start: quotes[0].start, end: quotes.at(-1)!.end },
		message:
			`${isPair ? 'The quotes are' : 'The quote is'} part of the value: ${effectOf(entry, stray)}. BuildKit only ` +
			`understands double quotes around a whole comma-separated field. ${advice}`,
		fixes: removeQuotes(stray),
	};
}

export default defineRule({
	id: 'stray-quote',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A quote that the host language leaves in the value.',
	docs: `
buildx and buildctl read a value as one CSV record. There only double quotes mean something, and only around a whole
comma-separated field: \`type=local,"dest=/a,b"\`. A quote anywhere else is refused or becomes part of the value:

- \`type=registry,ref="o/app:cache"\`: \`parse error on line 1, column 19: bare " in non-quoted-field\`
- \`"type=registry,ref=o/app:cache"\` (all of it): one field, so \`unknown cache exporter: "registry,ref=o/app:cache"\`
- \`'type=registry,ref=o/app:cache'\`: \`type required for "'type=…'"\`
- \`type=registry,ref='o/app:cache'\`: \`invalid reference format\`, on import only in the log

It mostly happens where values are quoted twice, as in \`- "'o/app:cache'"\`. Remove the inner quotes; one layer of quotes of
the shell, of YAML, HCL or JSON is enough. docker/build-push-action reads its inputs as CSV before buildx does, and takes
double quotes around a whole line away.

This holds for all versions of buildx (up to 0.36) and BuildKit (up to 0.32); the error texts are those since buildx 0.16.
`,
	bad: [
		{
			title: 'quotes around a value',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: 'type=registry,ref="o/app:cache",mode=max'
				                                       ^^^^^^^^^^^^^ The quotes are part of the value: the build stops with \`parse error on line 1, column 19: bare " in non-quoted-field\`. BuildKit only understands double quotes around a whole comma-separated field. Remove them.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: 'type=registry,ref=o/app:cache,mode=max'
			`,
		},
		{
			title: 'values quoted twice',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - "'registry.example.com/app:buildcache'"
				           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The quotes are part of the value: \`'registry.example.com/app:buildcache'\` is no image name. BuildKit only understands double quotes around a whole comma-separated field. Remove them.
				        - '"type=registry,ref=o/app:cache"'
				           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The quotes are part of the value: all of it is one field, \`unknown cache importer: "registry,ref=o/app:cache"\`. BuildKit only understands double quotes around a whole comma-separated field. Remove them.
				      cache_to:
				        - "'type=registry,ref=o/app:cache'"
				           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The quotes are part of the value: the build stops with \`type required for "'type=registry,ref=o/app:cache'"\`. BuildKit only understands double quotes around a whole comma-separated field. Remove them.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - "registry.example.com/app:buildcache"
				        - 'type=registry,ref=o/app:cache'
				      cache_to:
				        - "type=registry,ref=o/app:cache"
			`,
		},
		{
			title: 'apostrophes around values, a quote that is never closed',
			path: 'build.sh',
			text: `
				docker buildx build \\
				  --cache-from "type=registry,ref='$IMAGE:cache'" \\
				                                  ^^^^^^^^^^^^^^ The quotes are part of the value: \`ref\` becomes \`'$IMAGE:cache'\`. BuildKit only understands double quotes around a whole comma-separated field. Remove them.
				  --cache-from 'type=gha,"scope=web' \\
				                         ^ The quote is part of the value: the build stops with \`parse error on line 1, column 11: extraneous or missing " in quoted-field\`. BuildKit only understands double quotes around a whole comma-separated field. Remove it.
				  --cache-to "type=local,dest='/a,b'" .
				                              ^^^^^^ The quotes are part of the value: the build stops with \`invalid value b'\`. BuildKit only understands double quotes around a whole comma-separated field. Put them around the whole field.
			`,
			fixed: `
				docker buildx build \\
				  --cache-from "type=registry,ref=$IMAGE:cache" \\
				  --cache-from 'type=gha,scope=web' \\
				  --cache-to "type=local,dest='/a,b'" .
			`,
		},
		{
			title: 'around all of an export, quotes that mean something else',
			path: 'Makefile',
			text: `
				image:
					docker buildx build --cache-to '"type=registry,ref=o/app:cache"' --cache-from "type=gha,scope='web" .
					                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The quotes are part of the value: all of it is one field, \`unknown cache exporter: "registry,ref=o/app:cache"\`. BuildKit only understands double quotes around a whole comma-separated field. Remove them.
					                                                                                              ^ The quote is part of the value: \`scope\` becomes \`'web\`. BuildKit only understands double quotes around a whole comma-separated field. Remove it.
			`,
			fixed: `
				image:
					docker buildx build --cache-to 'type=registry,ref=o/app:cache' --cache-from "type=gha,scope=web" .
			`,
		},
	],
	good: [
		{
			title: 'no quotes inside the value',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=o/app:cache,mode=max
			`,
		},
		{
			title: 'quotes of the shell',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=registry,ref=o/app:cache" --cache-to='type=gha' --cache-from type=registry,ref="$IMAGE" .
			`,
		},
		{
			title: 'quotes around a whole field',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to 'type=local,"dest=/a,b"' --cache-from '"type=gha","scope=web"' .
			`,
		},
		{
			title: 'quotes of HCL and of JSON',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=local,\\"dest=/a,b\\"", { type = "gha" }]
				}
			`,
		},
		{
			title: 'an apostrophe in a name',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,scope=it's,mode=max" .
			`,
		},
		{
			title: 'quotes around a line, which docker/build-push-action takes away',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            "type=registry,ref=o/app:cache"
			`,
		},
	],
	checkFlag(flag) {
		const found = strayQuotesIn(flag);
		const entry = found.length === 0 ? undefined : parseEntries(flag)[0];
		return found.map((stray) => reportOf(entry, stray));
	},
});
