import { removeField } from '../cache/edits.ts';
import { type BareField, type CacheEntry, parseEntries } from '../cache/entry.ts';
import type { Span } from '../text/span.ts';
import { defineRule, type Edit, type Fix, type Report, type RuleContext } from './rule.ts';
import { commaBehind, commaOfEmptyField } from './shared/commas.ts';
import { meantEndOf } from './shared/commentIn.ts';
import { continuationOf } from './shared/continuedEntry.ts';
import { isFoldedList, ownPlaceOf } from './shared/gluedEntries.ts';
import { isParameterName, looksLikeRef, mayHoldComma, meantField } from './shared/meantField.ts';
import { shownText } from './shared/shownText.ts';
import { hasStrayQuotes } from './shared/strayQuotes.ts';

function fixOf(title: string, edit: Edit | undefined): readonly Fix[] {
	return edit === undefined ? [] : [{ title, safe: false, edits: [edit] }];
}

/** A comma too many, or an entry that goes on in the next line. */
function emptyReport(entry: CacheEntry, span: Span, { siblings }: RuleContext): Report {
	const next = continuationOf(entry, siblings);
	const isLast = entry.text !== undefined && span.start === entry.text.span.end;
	if (next?.text !== undefined && isLast) {
		// The edit holds a character of either line, as both entries are touched by it.
		const first = next.text.slice(0, 1);
		const edit = { span: { start: span.end - 1, end: first.span.end }, text: `,${first.written}` };
		return {
			span: next.span,
			message:
				'Each line is a cache entry of its own, but this one goes on from the line before, which ends in a comma; ' +
				'buildx stops with `invalid value `. Write the entry on one line.',
			fixes: fixOf('Join the lines', edit),
		};
	}
	return commaReport(entry, span, 'invalid value ');
}

function commaReport({ flag }: CacheEntry, span: Span, printed: string): Report {
	const comma = flag.value.form === 'text' ? commaOfEmptyField(flag.value.text, span) : undefined;
	return {
		span: comma ?? span,
		message: `Nothing stands beside this comma, and buildx stops with \`${printed}\`. Remove the comma.`,
		fixes: fixOf('Remove the comma', comma && { span: comma, text: '' }),
	};
}

/** A list of images in quotes, `"a,b"`: buildx takes it for one image and then cannot read it. */
function quotedListReport({ span }: CacheEntry, { value }: BareField): Report {
	const printed = shownText(value.text);
	return {
		span,
		message: `These quotes make one image of a list, and buildx stops with \`invalid value ${printed}\`. Take them away.`,
	};
}

function fieldReport(entry: CacheEntry, { value, span }: BareField): Report {
	const field = value.text;
	const start = `\`${shownText(field)}\` is not \`key=value\`, and the build stops with \`invalid value ${shownText(field)}\`.`;
	const meant = meantField(entry, field.trim());
	if (meant !== undefined) {
		const fixes = fixOf(`Write \`${shownText(meant)}\``, { span, text: meant });
		return { span, message: `${start} Write \`${shownText(meant)}\`.`, fixes };
	}
	const isFirst = span.start === entry.span.start;
	const type = entry.attributes.find(({ name }) => name === 'type');
	if (looksLikeRef(field) && type === undefined && isFirst) {
		const text = `type=registry,ref=${field}`;
		const advice = `A bare image name can not be combined with options; write \`${shownText(text)},…\`.`;
		return { span, message: `${start} ${advice}`, fixes: fixOf(`Write \`${shownText(text)}\``, { span, text }) };
	}
	const { separator } = entry.flag.layout;
	const comma = entry.text && commaBehind(entry.text, span);
	if (looksLikeRef(field) && type !== undefined) {
		const canSplit = isFirst && separator !== undefined && comma?.end === type.span.start;
		return {
			span,
			message: `${start} A bare image name is an entry of its own; put it ${ownPlaceOf(entry.flag)}.`,
			fixes: canSplit ? fixOf('Make separate entries of it', { span: comma!, text: separator }) : [],
		};
	}
	const previous = entry.attributes.find((attribute) => attribute.span.end + 1 === span.start);
	const isKey = isParameterName(field);
	const isRest = previous !== undefined && !isKey && mayHoldComma(previous.name);
	const advice = isKey
		? `Write \`${shownText(field)}=…\` or remove it.`
		: isRest
			? `If the comma belongs to \`${shownText(previous.key.written)}\`, put double quotes around the whole field.`
			: 'Write a `key=value` pair or remove it.';
	const removal = isRest ? undefined : removeField(entry, span);
	return { span, message: `${start} ${advice}`, fixes: fixOf(`Remove \`${shownText(field)}\``, removal) };
}

export default defineRule({
	id: 'field-without-equals',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A part of an entry that is not `key=value`.',
	docs: `
Once there is a \`=\` in a value, every comma-separated part of it has to be \`key=value\`. On any other, buildx and buildctl stop
before they build anything: \`invalid value max\`. That goes for an image name with options (\`o/app:cache,mode=max\`; write
\`type=registry,ref=o/app:cache,mode=max\`), for options that look like switches (\`ignore-error\`; write \`ignore-error=true\`),
for \`:\` in the place of \`=\`, and for a comma at the end: \`invalid value \`.

A comma that belongs to a value needs double quotes around the whole field: \`type=local,"dest=/a,b"\`.

In a list of image names without any \`=\` a comma too many is an error as well, \`EOF\`.

This holds for all versions of buildx (up to 0.36) and of buildctl (up to 0.32).
`,
	bad: [
		{
			title: 'an image name with options, and two entries',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:main,type=gha --cache-to o/app:cache,mode=max .
				                                 ^^^^^^^^^^ \`o/app:main\` is not \`key=value\`, and the build stops with \`invalid value o/app:main\`. A bare image name is an entry of its own; put it in a flag of its own.
				                                                                ^^^^^^^^^^^ \`o/app:cache\` is not \`key=value\`, and the build stops with \`invalid value o/app:cache\`. A bare image name can not be combined with options; write \`type=registry,ref=o/app:cache,…\`.
			`,
			fixed: `
				docker buildx build --cache-from o/app:main --cache-from type=gha --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'colons, switches, and values without their keys',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type:gha,scope=web
				                      ^^^^^^^^ \`type:gha\` is not \`key=value\`, and the build stops with \`invalid value type:gha\`. Write \`type=gha\`.
				          cache-to: |
				            type=gha,max,ignore-error
				                     ^^^ \`max\` is not \`key=value\`, and the build stops with \`invalid value max\`. Write \`mode=max\`.
				                         ^^^^^^^^^^^^ \`ignore-error\` is not \`key=value\`, and the build stops with \`invalid value ignore-error\`. Write \`ignore-error=true\`.
				            inline,scope=web
				            ^^^^^^ \`inline\` is not \`key=value\`, and the build stops with \`invalid value inline\`. Write \`type=inline\`.
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
				            type=gha,mode=max,ignore-error=true
				            type=inline,scope=web
			`,
		},
		{
			title: 'a comma too many',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/app:cache,
				                                       ^ Nothing stands beside this comma, and buildx stops with \`invalid value \`. Remove the comma.
				        - o/app:main,
				                    ^ Nothing stands beside this comma, and buildx stops with \`EOF\`. Remove the comma.
				      cache_to:
				        - type=registry,,ref=o/app:cache
				                       ^ Nothing stands beside this comma, and buildx stops with \`invalid value \`. Remove the comma.
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - type=registry,ref=o/app:cache
				        - o/app:main
				      cache_to:
				        - type=registry,ref=o/app:cache
			`,
		},
		{
			title: 'an entry that goes on in the next line',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=ghcr.io/o/app:cache,
				            mode=max
				            ^^^^^^^^ Each line is a cache entry of its own, but this one goes on from the line before, which ends in a comma; buildx stops with \`invalid value \`. Write the entry on one line.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: |
				            type=registry,ref=ghcr.io/o/app:cache,mode=max
			`,
		},
		{
			title: 'a comma in a value',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=local,dest=/a,b .
				                                                  ^ \`b\` is not \`key=value\`, and the build stops with \`invalid value b\`. If the comma belongs to \`dest\`, put double quotes around the whole field.
			`,
		},
		{
			title: 'a list of images in quotes',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from 'o/app:dev,"o/app:main,o/app:cache"' .
				                                            ^^^^^^^^^^^^^^^^^^^^^^^^ These quotes make one image of a list, and buildx stops with \`invalid value o/app:main\`. Take them away.
			`,
		},
		{
			title: 'an image name in other places, a key alone',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,o/app:cache --cache-from mode=max,o/app:cache --cache-to type=gha,scope --cache-to type=gha,mode=max,what .
				                                               ^^^^^^^^^^^ \`o/app:cache\` is not \`key=value\`, and the build stops with \`invalid value o/app:cache\`. Write \`ref=o/app:cache\`.
				                                                                                 ^^^^^^^^^^^ \`o/app:cache\` is not \`key=value\`, and the build stops with \`invalid value o/app:cache\`. Write a \`key=value\` pair or remove it.
				                                                                                                                 ^^^^^ \`scope\` is not \`key=value\`, and the build stops with \`invalid value scope\`. Write \`scope=…\` or remove it.
				                                                                                                                                                    ^^^^ \`what\` is not \`key=value\`, and the build stops with \`invalid value what\`. Write a \`key=value\` pair or remove it.
			`,
			fixed: `
				docker buildx build --cache-from type=registry,ref=o/app:cache --cache-from mode=max --cache-to type=gha --cache-to type=gha,mode=max .
			`,
		},
	],
	good: [
		{
			title: 'keys and values',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,mode=max .
			`,
		},
		{
			title: 'a comma in quotes',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to 'type=local,"dest=/a,b"' .
			`,
		},
		{
			title: 'a part that is an expansion',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,\${{ inputs.extra }}
			`,
		},
		{
			title: 'lists of images, and empty values',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from o/app:main,o/app:dev --cache-to "" .
			`,
		},
		{
			title: 'a value that the shell splits: shell-split-value speaks of it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,\\
				  bucket=b .
			`,
		},
		{
			title: 'what other rules speak of: quotes, comments',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from 'type=local,src="/a,b"' --cache-to "type=gha,mode=max # this, that" .
			`,
		},
	],
	*checkFlag(flag, context) {
		if (flag.notes.some(({ code }) => code === 'split-word')) return;
		if (hasStrayQuotes(flag) || isFoldedList(flag)) return;
		const end = meantEndOf(flag);
		for (const entry of parseEntries(flag)) {
			for (const problem of entry.problems) {
				if (problem.span.end > end) continue;
				// In a list of image names buildx reads each of them as a record, and an empty one is none.
				if (problem.code === 'csv' && problem.error.code === 'empty' && entry.form === 'ref') {
					yield commaReport(entry, entry.span, 'EOF');
				}
				if (problem.code !== 'no-value') continue;
				if (entry.form === 'ref') {
					yield quotedListReport(entry, problem.field);
					continue;
				}
				const isEmpty = problem.field.value.trim().length === 0;
				yield isEmpty ? emptyReport(entry, problem.span, context) : fieldReport(entry, problem.field);
			}
		}
	},
});
