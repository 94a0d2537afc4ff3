import { addAttribute, removeAttribute } from '../cache/edits.ts';
import { type Attribute, attributeOf, type CacheEntry } from '../cache/entry.ts';
import { defineRule, type Fix, type RuleContext } from './rule.ts';
import { judgedBackend, readableAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

/** Moving `mode=max` to the one export of the same backend that says nothing of its mode. */
function moveMode(entry: CacheEntry, attribute: Attribute, siblings: readonly CacheEntry[]): readonly Fix[] {
	if (attribute.name !== 'mode' || attribute.value.text !== 'max') return [];
	const exports = siblings.filter(({ direction, typeName }) => direction === 'to' && typeName === entry.typeName);
	const [target] = exports;
	if (exports.length !== 1 || target === undefined || target.isOpen || attributeOf(target, 'mode') !== undefined)
		return [];
	const removal = removeAttribute(entry, attribute);
	const addition = addAttribute(target, 'mode', 'max');
	if (removal === undefined || addition === undefined) return [];
	return [{ title: 'Move `mode=max` to cache-to', safe: false, edits: [removal, addition] }];
}

function fixesFor(entry: CacheEntry, attribute: Attribute, { siblings }: RuleContext): readonly Fix[] {
	const removal = removeAttribute(entry, attribute);
	if (removal === undefined) return [];
	const title = `Remove \`${attribute.key.text}=${shownText(attribute.value.written)}\``;
	return [{ title, safe: true, edits: [removal] }, ...moveMode(entry, attribute, siblings)];
}

export default defineRule({
	id: 'export-only-parameter-on-import',
	group: 'parameters',
	severity: 'hint',
	preset: 'recommended',
	summary: 'A parameter that is about writing a cache, where one is read.',
	docs: `
\`mode\`, \`compression\`, \`image-manifest\`, \`ignore-error\` and a few more say how a cache is written. At \`cache-from\` BuildKit
does not read them, not even to check them: \`--cache-from type=registry,ref=o/app:cache,mode=foo\` imports just as well.
It does no harm, but it makes people believe that a cache of all stages is in use when \`cache-to\` has no \`mode=max\`.

Nothing is said of values from variables, which may be meant for both sides.

All versions of BuildKit, up to 0.32 at least.
`,
	bad: [
		{
			title: 'mode=max at cache-from',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,mode=max
				                               ^^^^^^^^ \`mode\` only matters in cache-to; here it is ignored. Remove it.
				          cache-to: type=gha
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha
			`,
			otherwise: {
				'Move `mode=max` to cache-to': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/build-push-action@v6
					        with:
					          cache-from: type=gha
					          cache-to: type=gha,mode=max
				`,
			},
		},
		{
			title: 'how the manifest is written',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,ref=o/app:cache,image-manifest=true,oci-mediatypes=true .
				                                                               ^^^^^^^^^^^^^^^^^^^ \`image-manifest\` only matters in cache-to; here it is ignored. Remove it.
				                                                                                   ^^^^^^^^^^^^^^^^^^^ \`oci-mediatypes\` only matters in cache-to; here it is ignored. Remove it.
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:cache .
			`,
		},
		{
			title: 'in a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=local,src=cache,mode=max"]
				                                      ^^^^^^^^ \`mode\` only matters in cache-to; here it is ignored. Remove it.
				  cache-to   = ["type=local,dest=cache,mode=max"]
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=local,src=cache"]
				  cache-to   = ["type=local,dest=cache,mode=max"]
				}
			`,
		},
	],
	good: [
		{
			title: 'mode where the cache is written',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'parameters of both sides',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=web,timeout=5m --cache-from type=local,src=c,tag=main .
			`,
		},
		{
			title: 'a variable used on both sides',
			path: 'build.sh',
			text: `
				CACHE=type=registry,ref=o/app:cache,mode=max
				docker buildx build --cache-from "$CACHE" --cache-to "$CACHE" .
			`,
		},
		{
			title: 'what other rules speak of',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,dest=c --cache-from type=inline,mode=max --cache-from type=gha,mod=max .
			`,
		},
	],
	checkEntry(entry, context) {
		if (entry.direction !== 'from' || entry.flag.origin === 'variable') return [];
		const backend = judgedBackend(entry);
		if (backend === undefined) return [];
		return readableAttributes(entry)
			.filter(({ name, value }) => {
				const parameter = backend.parameters.find((fact) => fact.name === name);
				// The import fails of it: invalid-number.
				if (parameter?.isCheckedOnImport && !value.isDynamic && !/^\+?0*[1-9]/.test(value.text)) return false;
				// `dest` for `src` is a mistake of another kind: local-src-dest-swapped.
				return parameter !== undefined && !parameter.directions.includes('from') && name !== 'dest';
			})
			.map((attribute) => ({
				span: attribute.span,
				message: `\`${attribute.key.text}\` only matters in cache-to; here it is ignored. Remove it.`,
				fixes: fixesFor(entry, attribute, context),
				tags: ['unnecessary'],
			}));
	},
});
