import { removeAttribute } from '../cache/edits.ts';
import type { Attribute, CacheEntry } from '../cache/entry.ts';
import { defineRule } from './rule.ts';
import { hasBranches } from './shared/branches.ts';
import { meantEndOf } from './shared/commentIn.ts';
import { isFoldedList, isGlued } from './shared/gluedEntries.ts';
import { shownText } from './shared/shownText.ts';

/** How often something is there, in words, by number. */
const COUNTS = ['', '', 'twice', 'three times', 'four times'];

/** The attributes besides `type` of one entry, those of one name together. */
function attributesByName(entry: CacheEntry): Iterable<readonly Attribute[]> {
	if (entry.form !== 'attributes' || entry.text === undefined || hasBranches(entry.text)) return [];
	if (isGlued(entry.flag) || isFoldedList(entry.flag)) return [];
	const end = meantEndOf(entry.flag);
	const groups = new Map<string, Attribute[]>();
	for (const attribute of entry.attributes) {
		const { name, key, span } = attribute;
		if (key.length === 0 || key.isDynamic || span.end > end) continue;
		const group = groups.get(name);
		if (group === undefined) groups.set(name, [attribute]);
		else group.push(attribute);
	}
	return groups.values();
}

export default defineRule({
	id: 'duplicate-key',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A key that is set twice in one entry, of which the last counts.',
	docs: `
Of a key that comes twice, buildx and buildctl keep the last value and drop the others without a word:
\`type=gha,mode=max,mode=min\` is \`mode=min\`. Keys are not case-sensitive, so \`Mode\` and \`mode\` are the same.

The finding is an error when the values differ, and a hint when they are the same, which does no harm. \`type\` twice mostly means
that two entries were glued together, which is \`multiple-entries-in-one\`.

This holds for all versions of buildx (up to 0.36) and of buildctl (up to 0.32).
`,
	bad: [
		{
			title: 'two modes',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,scope=web,mode=min
				                             ^^^^^^^^ \`mode\` is set twice; the last value wins, \`min\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,scope=web,mode=min
			`,
		},
		{
			title: 'the same value twice',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=registry,ref=o/app:cache,mode=max,Mode=max"]
				                                                      ^^^^^^^^ hint: \`mode\` is set twice; once is enough.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = ["type=registry,ref=o/app:cache,mode=max"]
				}
			`,
		},
		{
			title: 'expansions that differ',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=registry,ref=$IMAGE:main,ref=$IMAGE:dev,ref=$IMAGE:cache" .
				                                                ^^^^^^^^^^^^^^^ \`ref\` is set three times; the last value wins, \`$IMAGE:cache\`.
				                                                                ^^^^^^^^^^^^^^ \`ref\` is set three times; the last value wins, \`$IMAGE:cache\`.
			`,
			fixed: `
				docker buildx build --cache-from "type=registry,ref=$IMAGE:cache" .
			`,
		},
		{
			title: 'an entry that says the same twice, which is one entry all the same',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=a,type=gha .
				                                                  ^^^^^^^^ hint: \`type\` is set twice; once is enough.
			`,
			fixed: `
				docker buildx build --cache-from type=gha,scope=a .
			`,
		},
	],
	good: [
		{
			title: 'each key once',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,scope=web
			`,
		},
		{
			title: 'two entries, with a key each',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=a --cache-from type=gha,scope=b .
			`,
		},
		{
			title: 'two entries glued into one: multiple-entries-in-one speaks of it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,scope=a,type=gha,scope=b .
			`,
		},
		{
			title: 'keys of which a template chooses one',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=gha%{ if FULL },mode=max%{ else },mode=min%{ endif }"]
				}
			`,
		},
		{
			title: 'keys in expansions',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,$KEY=a,$KEY=b,$MORE" .
			`,
		},
		{
			title: 'a key in a comment',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,scope=a # was: b,scope=b" .
			`,
		},
	],
	*checkEntry(entry) {
		for (const alike of attributesByName(entry)) {
			const last = alike.at(-1)!;
			// Of values that are all the same the first may stay as well, and the order of keys with it.
			const isSame = alike.every(({ value }) => value.written === last.value.written);
			const kept = isSame ? alike[0]! : last;
			const count = COUNTS[alike.length] ?? `${alike.length} times`;
			for (const attribute of alike.filter((other) => other !== kept)) {
				const { name, key, value, span } = attribute;
				const removal = removeAttribute(entry, attribute);
				const title = `Remove \`${shownText(`${key.written}=${value.written}`)}\``;
				yield {
					span,
					severity: value.written === last.value.written ? 'hint' : 'error',
					message: `\`${shownText(name)}\` is set ${count}; ${isSame ? 'once is enough' : `the last value wins, \`${shownText(last.value.written)}\``}.`,
					related: [{ span: kept.span, message: isSame ? 'This one says it already.' : 'This one counts.' }],
					fixes: removal === undefined ? [] : [{ title, safe: false, edits: [removal] }],
					tags: ['unnecessary'],
				};
			}
		}
	},
});
