import { grammarOf } from '../cache/build.ts';
import type { CacheFlag } from '../cache/flag.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Fix, type Report } from './rule.ts';
import { commentIn, withoutComment } from './shared/commentIn.ts';
import { fieldsOf } from './shared/fields.ts';
import { isLineOriented } from './shared/gluedEntries.ts';
import { shownText } from './shared/shownText.ts';

/** Takes the comment out of the value and puts it, with its sign, on a line of its own before the flag. */
function moveComment(flag: CacheFlag, text: MappedText, sign: number): readonly Fix[] {
	const { commentPlace, removal } = flag.layout;
	const rest = withoutComment(text).length;
	const gone = sign === 0 ? removal : text.spanOf(rest, text.length);
	if (gone === undefined) return [];
	// A comment in double quotes of a shell may hold anything but a line break.
	if (commentPlace !== undefined && !text.text.includes('\n')) {
		const { offset, indent } = commentPlace;
		const comment = `${indent}${text.slice(sign).trim().written}\n`;
		// Where the line itself goes, its comment takes its place.
		const moved: Fix['edits'] =
			gone.start === offset
				? [{ span: gone, text: comment }]
				: [
						{ span: { start: offset, end: offset }, text: comment },
						{ span: gone, text: '' },
					];
		return [{ title: 'Move the comment above', safe: false, edits: moved }];
	}
	return [{ title: 'Remove the comment', safe: false, edits: [{ span: gone, text: '' }] }];
}

/** What becomes of the field the comment stands in. */
function trailingReport(flag: CacheFlag, text: MappedText, sign: number): Report {
	const field = fieldsOf(text.text).find(({ start, end }) => start <= sign && sign < end)!;
	const whole = text.slice(field.start, field.end);
	const equals = whole.text.slice(0, sign - field.start).indexOf('=');
	const place = isLineOriented(flag) ? 'inside a block scalar' : 'inside a value';
	const effect =
		equals <= 0
			? `it is read as part of \`${shownText(whole.written)}\``
			: `\`${shownText(whole.slice(0, equals).trim().written)}\` becomes \`${shownText(whole.slice(equals + 1).written)}\``;
	return {
		span: text.spanOf(sign, text.length),
		message: `\`#\` starts no comment ${place}; ${effect}. Move the comment above the key.`,
		fixes: moveComment(flag, text, sign),
	};
}

function lineReport(flag: CacheFlag, text: MappedText): Report {
	const entry = text.text.includes('=') ? 'a cache entry without a type' : 'an image name';
	const place = isLineOriented(flag) ? 'inside a block scalar' : 'inside a value';
	return {
		severity: 'warning',
		span: text.span,
		message: `\`#\` starts no comment ${place}; this line is read as ${entry}. Move the comment above the key.`,
		fixes: moveComment(flag, text, 0),
	};
}

export default defineRule({
	id: 'comment-in-value',
	group: 'syntax',
	severity: 'error',
	preset: 'recommended',
	summary: 'A comment inside a value, where it is part of the value.',
	docs: `
Inside a \`|\` or \`>\` block of YAML, and inside quotes, \`#\` is text. docker/build-push-action removes no comments either.
With \`type=gha,mode=max # all stages\` the mode is \`max # all stages\`, which is none, so a \`min\` cache is exported without a
word; a \`scope\` or \`ref\` silently becomes another one or an invalid reference. A line that is all comment is an entry of its
own: without \`=\` it is taken for an image name, with one buildx stops: \`type required for "# type=gha"\`.

Write the comment on a line of its own above the key, where YAML knows it as one.

This holds for all versions of buildx (up to 0.36), BuildKit (up to 0.32) and docker/build-push-action (up to 7.3).
`,
	bad: [
		{
			title: 'comments in a block scalar',
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
				            # the branch, then main
				            ^^^^^^^^^^^^^^^^^^^^^^^ warning: \`#\` starts no comment inside a block scalar; this line is read as an image name. Move the comment above the key.
				            type=gha,scope=\${{ github.ref_name }}
				            type=gha,scope=main   # it's the fallback
				                                  ^^^^^^^^^^^^^^^^^^^ \`#\` starts no comment inside a block scalar; \`scope\` becomes \`main   # it's the fallback\`. Move the comment above the key.
				          cache-to: |
				            type=gha,mode=max # all stages
				                              ^^^^^^^^^^^^ \`#\` starts no comment inside a block scalar; \`mode\` becomes \`max # all stages\`. Move the comment above the key.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          # the branch, then main
				          # it's the fallback
				          cache-from: |
				            type=gha,scope=\${{ github.ref_name }}
				            type=gha,scope=main
				          # all stages
				          cache-to: |
				            type=gha,mode=max
			`,
		},
		{
			title: 'a line that is commented out',
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
				            type=gha
				            #type=registry,ref=ghcr.io/o/app:cache
				            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`#\` starts no comment inside a block scalar; this line is read as a cache entry without a type. Move the comment above the key.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          #type=registry,ref=ghcr.io/o/app:cache
				          cache-from: |
				            type=gha
			`,
		},
		{
			title: 'a comment in quotes',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "o/app:cache # main" .
				                                              ^^^^^^ \`#\` starts no comment inside a value; it is read as part of \`o/app:cache # main\`. Move the comment above the key.
			`,
			fixed: `
				# main
				docker buildx build --cache-from "o/app:cache" .
			`,
		},
		{
			title: 'nothing but a comment, in a list',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - "# type=gha"
				           ^^^^^^^^^^ warning: \`#\` starts no comment inside a value; this line is read as a cache entry without a type. Move the comment above the key.
				        - type=registry,ref=o/web:cache
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        # type=gha
				        - type=registry,ref=o/web:cache
			`,
		},
	],
	good: [
		{
			title: 'comments above the key',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          # all stages
				          cache-to: |
				            type=gha,mode=max
			`,
		},
		{
			title: 'a # without a space before it, and one before a number',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=gha,scope=a#b --cache-to "type=gha,scope=build #42" .
			`,
		},
		{
			title: 'comments of YAML',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha # all of them
				          cache-to: "type=gha,mode=max" # all stages
			`,
		},
		{
			title: 'comments of a shell',
			path: 'build.sh',
			text: `
				docker buildx build . --cache-to type=gha,mode=max # all stages
			`,
		},
		{
			title: 'a repository of podman',
			path: 'build.sh',
			text: `
				podman build --cache-to "registry.example.com/app # main" .
			`,
		},
	],
	checkFlag(flag) {
		if (flag.value.form !== 'text' || grammarOf(flag.build.tool) === 'other') return [];
		const { text } = flag.value;
		const sign = commentIn(text);
		if (sign === undefined) return [];
		return [sign === 0 ? lineReport(flag, text) : trailingReport(flag, text, sign)];
	},
});
