import { removeAttribute } from '../cache/edits.ts';
import { type Attribute, attributeOf, type CacheEntry, parseEntries } from '../cache/entry.ts';
import { quoteAsGo } from '../cache/goText.ts';
import { findBackend } from '../catalogue/catalogue.ts';
import type { MappedText } from '../text/mappedText.ts';
import type { Span } from '../text/span.ts';
import { defineRule, type Edit, type Fix, type Report } from './rule.ts';
import { meantEndOf } from './shared/commentIn.ts';
import { isFoldedList, isGlued } from './shared/gluedEntries.ts';
import { shownText } from './shared/shownText.ts';

/** White space at the start and at the end of a text; of a text that is nothing else, all at its start. */
function spaceAround(text: MappedText): { readonly before: Span | undefined; readonly after: Span | undefined } {
	const before = text.length - text.text.trimStart().length;
	const after = before === text.length ? 0 : text.length - text.text.trimEnd().length;
	return {
		// In a folded block scalar the line break counts as the space, and indentation follows.
		before: before === 0 ? undefined : { start: text.startOf(0), end: text.startOf(before) },
		after: after === 0 ? undefined : text.spanOf(text.length - after, text.length),
	};
}

/** `a space`, or what else YAML or a shell has made of it. */
function nameSpace(text: MappedText, entry: CacheEntry): string {
	if (/[\r\n]/.test(text.text)) return 'a line break';
	const isFolded = entry.flag.notes.some(({ code }) => code === 'folded');
	return isFolded ? 'a space (the line break, folded)' : 'a space';
}

/** What a key with a space in it comes to: it is another key. */
function keyMessage(entry: CacheEntry, attribute: Attribute, before: boolean): string {
	const name = attribute.key.trim().written;
	const place = `\`${shownText(name)}\` is ${before ? 'preceded' : 'followed'} by ${nameSpace(attribute.key, entry)}`;
	const backend = entry.typeName === undefined ? undefined : findBackend(entry.typeName.trim());
	const isRequired = backend?.required[entry.direction].includes(name.toLowerCase()) ?? false;
	const noType = entry.problems.find(({ code }) => code === 'no-type')?.message;
	let effect = 'and ignores it';
	if (name.toLowerCase() === 'type')
		effect = noType === undefined ? 'and finds no type' : `and stops with \`${shownText(noType)}\``;
	else if (isRequired && attributeOf(entry, name.toLowerCase()) === undefined) {
		effect = `and stops with \`${backend?.requiredMessage[entry.direction]}\``;
	}
	const isFirst = entry.attributes[0] === attribute;
	const where = before ? (isFirst ? '' : ' after the comma') : ' before the `=`';
	return `${place}, so BuildKit reads the key as \`${shownText(quoteAsGo(attribute.key.written))}\` ${effect}. Remove the space${where}.`;
}

function valueMessage(entry: CacheEntry, { name, value }: Attribute, before: boolean): string {
	if (value.trim().length === 0) {
		return `The value of \`${name.trim()}\` is nothing but white space, which is not removed. Write a value or leave the key out.`;
	}
	const start = `\`${shownText(value.trim().written)}\` is ${before ? 'preceded' : 'followed'} by ${nameSpace(value, entry)}`;
	const effect = name.trim() === 'type' ? 'and knows no such backend' : 'with the space in it';
	const where = entry.form === 'object' ? 'from the string' : before ? 'after the `=`' : 'behind the value';
	return `${start}, so BuildKit reads \`${name.trim()}\` as \`${shownText(quoteAsGo(value.written))}\` ${effect}. Remove the space ${where}.`;
}

/** At most one finding for a field, with one fix for all the spaces in it. */
function reportOf(entry: CacheEntry, attribute: Attribute): Report | undefined {
	const { key, value } = attribute;
	const ofKey = spaceAround(key);
	const ofValue = spaceAround(value);
	const edits = [ofKey.before, ofKey.after, ofValue.before, ofValue.after]
		.filter((span) => span !== undefined)
		.map((span): Edit => ({ span, text: '' }));
	const [first, ...rest] = edits;
	if (first === undefined || key.trim().length === 0) return undefined;
	const isKey = ofKey.before !== undefined || ofKey.after !== undefined;
	const message = isKey
		? keyMessage(entry, attribute, ofKey.before !== undefined)
		: valueMessage(entry, attribute, ofValue.before !== undefined);
	const marked = isKey ? key : value;
	return {
		// A line break would make the mark begin on the line before.
		span: nameSpace(marked, entry) === 'a space' ? marked.span : marked.trim().span,
		message,
		fixes: fixesFor(entry, attribute, [first, ...rest]),
	};
}

/** Takes the spaces away; a value that is nothing else goes with its key. */
function fixesFor(entry: CacheEntry, attribute: Attribute, edits: Fix['edits']): readonly Fix[] {
	if (attribute.value.length > 0 && attribute.value.trim().length === 0) {
		const removal = removeAttribute(entry, attribute);
		const title = `Remove \`${shownText(attribute.key.trim().written)}=\``;
		return removal === undefined ? [] : [{ title, safe: false, edits: [removal] }];
	}
	// Where the key is there already, this one comes to count.
	const isNew = attributeOf(entry, attribute.name.trim()) === undefined || attribute.name === attribute.name.trim();
	return [{ title: 'Remove the space', safe: isNew, edits }];
}

function refReport(entry: CacheEntry, ref: MappedText): Report | undefined {
	const { before, after } = spaceAround(ref);
	const space = before ?? after;
	if (space === undefined || ref.trim().length === 0 || ref.span.end !== entry.span.end) return undefined;
	const message =
		`\`${shownText(ref.trim().written)}\` is ${before === undefined ? 'followed' : 'preceded'} by a space, which BuildKit takes as ` +
		'part of the image name: `invalid reference format`. Remove the space.';
	const edits: [Edit, ...Edit[]] = [{ span: space, text: '' }];
	if (before !== undefined && after !== undefined) edits.push({ span: after, text: '' });
	return { span: ref.span, message, fixes: [{ title: 'Remove the space', safe: true, edits }] };
}

export default defineRule({
	id: 'entry-whitespace',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A space around a key or a value, which makes another key or value of it.',
	docs: `
A cache entry is one CSV record, and nothing in it is trimmed. In \`type=gha, scope=web\` the second key is \`" scope"\`, which
no backend reads: the build succeeds, prints nothing, and uses the default scope \`buildkit\`. With \`type=registry,
ref=o/app:cache\` the build stops with \`registry cache exporter requires ref\`; with a space before \`type\` buildx stops with
\`type required for " type=…"\`, and a space behind the \`=\` makes it part of the value: \`unknown cache exporter: " registry"\`.

Spaces inside a value (\`scope=Dev Deploy\`, \`dest=/my cache\`) are part of it and harmless, and a field in double quotes is
taken as it stands. docker/build-push-action and docker/bake-action trim whole lines, so spaces at their ends do not
count; on the command line, in compose files and in bake files they do.

This holds for all versions of buildx (up to 0.36) and BuildKit (up to 0.32).
`,
	bad: [
		{
			title: 'a space after the comma',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha, scope=web
				                               ^^^^^^ \`scope\` is preceded by a space, so BuildKit reads the key as \`" scope"\` and ignores it. Remove the space after the comma.
				          cache-to: |
				            type=gha,mode=max, scope=web
				                              ^^^^^^ \`scope\` is preceded by a space, so BuildKit reads the key as \`" scope"\` and ignores it. Remove the space after the comma.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: |
				            type=gha,mode=max,scope=web
			`,
		},
		{
			title: 'a required key, the type, a value',
			path: 'build.sh',
			text: `
				docker buildx build \\
				  --cache-from "type=registry, ref=o/app:cache" \\
				                              ^^^^ \`ref\` is preceded by a space, so BuildKit reads the key as \`" ref"\` and stops with \`registry cache importer requires ref\`. Remove the space after the comma.
				  --cache-from " type=gha" \\
				                ^^^^^ \`type\` is preceded by a space, so BuildKit reads the key as \`" type"\` and stops with \`type required for " type=gha"\`. Remove the space.
				  --cache-to "type= local,dest =/c,mode = max " .
				                   ^^^^^^ \`local\` is preceded by a space, so BuildKit reads \`type\` as \`" local"\` and knows no such backend. Remove the space after the \`=\`.
				                          ^^^^^ \`dest\` is followed by a space, so BuildKit reads the key as \`"dest "\` and stops with \`local cache exporter requires dest\`. Remove the space before the \`=\`.
				                                   ^^^^^ \`mode\` is followed by a space, so BuildKit reads the key as \`"mode "\` and ignores it. Remove the space before the \`=\`.
			`,
			fixed: `
				docker buildx build \\
				  --cache-from "type=registry,ref=o/app:cache" \\
				  --cache-from "type=gha" \\
				  --cache-to "type=local,dest=/c,mode=max" .
			`,
		},
		{
			title: 'spaces in a list of images',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["o/app:main, o/app:dev"]
				                            ^^^^^^^^^^ \`o/app:dev\` is preceded by a space, which BuildKit takes as part of the image name: \`invalid reference format\`. Remove the space.
				  cache-to   = [{ type = "gha", mode = "max " }]
				                                        ^^^^ \`max\` is followed by a space, so BuildKit reads \`mode\` as \`"max "\` with the space in it. Remove the space from the string.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["o/app:main,o/app:dev"]
				  cache-to   = [{ type = "gha", mode = "max" }]
				}
			`,
		},
		{
			title: 'one entry over several lines',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: >-
				            type=registry,ref=ghcr.io/o/app:cache,
				            mode=max
				            ^^^^ \`mode\` is preceded by a space (the line break, folded), so BuildKit reads the key as \`" mode"\` and ignores it. Remove the space after the comma.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: >-
				            type=registry,ref=ghcr.io/o/app:cache,mode=max
			`,
		},
		{
			title: 'a line break in quotes, nothing but a space, a key that is there already',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=gha,
				  scope=web" --cache-from "type=registry,ref=o/app:a, ref=o/app:b" --cache-to "type=gha,scope= " --cache-from "o/app:cache " .
				  ^^^^^ \`scope\` is preceded by a line break, so BuildKit reads the key as \`"\\n  scope"\` and ignores it. Remove the space after the comma.
				                                                     ^^^^ \`ref\` is preceded by a space, so BuildKit reads the key as \`" ref"\` and ignores it. Remove the space after the comma.
				                                                                                              ^ The value of \`scope\` is nothing but white space, which is not removed. Write a value or leave the key out.
				                                                                                                               ^^^^^^^^^^^^ \`o/app:cache\` is followed by a space, which BuildKit takes as part of the image name: \`invalid reference format\`. Remove the space.
			`,
			fixed: `
				docker buildx build --cache-from "type=gha,scope=web" --cache-from "type=registry,ref=o/app:a,ref=o/app:b" --cache-to "type=gha" --cache-from "o/app:cache" .
			`,
		},
	],
	good: [
		{
			title: 'no spaces',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,scope=web
				          cache-to: type=gha,mode=max,scope=web
			`,
		},
		{
			title: 'spaces inside a value, and inside a quoted field',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=local,dest=/my cache" --cache-to 'type=gha,scope=Dev Deploy,mode=max' .
				docker buildx build --cache-to 'type=local,"dest= /my cache "' .
			`,
		},
		{
			title: 'spaces at the ends of a line, which the action trims',
			path: '.github/workflows/ci.yml',
			text: [
				'on: push',
				'jobs:',
				'  build:',
				'    runs-on: ubuntu-latest',
				'    steps:',
				'      - uses: docker/build-push-action@v6',
				'        with:',
				'          cache-from: |',
				'            type=gha,scope=web  ',
				'              type=registry,ref=ghcr.io/o/app:cache',
				'          cache-to: " type=gha,mode=max "',
				'',
			].join('\n'),
		},
		{
			title: 'spaces of the languages around',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = [ "type=gha" , "type=registry,ref=o/app:cache" ]
				  cache-to   = [ { type = "gha" , mode = "max" } ]
				}
			`,
		},
		{
			title: 'an expansion between fields',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=gha,$MORE" .
			`,
		},
		{
			title: 'what other rules speak of: several entries in one value, comments',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=gha,scope=a, type=gha,scope=b" --cache-from "o/app:cache # main" --cache-to "type=gha,mode=max # all stages, scope=web" .
			`,
		},
	],
	*checkFlag(flag) {
		if (isGlued(flag) || isFoldedList(flag)) return;
		const end = meantEndOf(flag);
		for (const entry of parseEntries(flag)) {
			if (entry.form === 'ref' && entry.text !== undefined && entry.span.end <= end) {
				const report = refReport(entry, entry.text);
				if (report !== undefined) yield report;
			}
			for (const attribute of entry.attributes) {
				const report = attribute.isQuoted || attribute.span.end > end ? undefined : reportOf(entry, attribute);
				if (report !== undefined) yield report;
			}
		}
	},
});
