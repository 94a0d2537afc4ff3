import type { CacheEntry } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix } from './rule.ts';
import { fieldsOf } from './shared/fields.ts';
import { shownText } from './shared/shownText.ts';

function fieldTexts(text: MappedText): readonly MappedText[] {
	return fieldsOf(text.text).map(({ start, end }) => text.slice(start, end));
}

/** The image of an entry that says nothing else: `a/b` of `type=registry,ref=a/b`. */
function imageIn(fields: readonly MappedText[]): MappedText | undefined {
	const others = fields.filter(({ text }) => text !== 'type=registry');
	const [ref] = others;
	if (ref === undefined || others.length > 1 || !ref.text.startsWith('ref=')) return undefined;
	const image = ref.slice('ref='.length);
	return image.length === 0 || /[\s"'=]/.test(image.text) ? undefined : image;
}

function keepOnly(image: MappedText, text: MappedText): Fix {
	const { start, end } = image.span;
	const before: Edit = { span: { start: text.span.start, end: start }, text: '' };
	const after: Edit = { span: { start: end, end: text.span.end }, text: '' };
	const edits = [before, after].filter(({ span }) => span.end > span.start);
	const [first = before, ...rest] = edits;
	return { title: `Write \`${shownText(image.written)}\``, safe: false, edits: [first, ...rest] };
}

function noteOf({ flag }: CacheEntry) {
	return flag.notes.find((note) => note.code === 'cut-at-commas');
}

export default defineRule({
	id: 'wrapper-cache-syntax',
	group: 'registries',
	severity: 'warning',
	preset: 'off',
	summary: 'BuildKit syntax handed to an orb or a plugin that cuts it at commas.',
	docs: `
Some orbs and plugins of CI systems have a \`cache_from\` of their own that is a list of images with commas between them. BuildKit
puts commas between the attributes of one cache, and such a wrapper cuts them off:

- CircleCI's docker orb pulls each piece as an image before it builds, up to version 2.8.1: \`docker pull type=registry\` fails.
  Since version 3.0.0 the caches stand between blanks, and each may have BuildKit's syntax.
- \`plugins/docker\` of Drone and the plugins made of it (\`plugins/ecr\`, \`plugins/gcr\`, \`plugins/acr\`) hand over each piece as a
  cache of its own: \`--cache-from type=registry --cache-from ref=…\`, which docker refuses. They take names of images.
- \`thegeeklab/drone-docker-buildx\`, \`thegeeklab/wp-docker-buildx\` and \`woodpeckerci/plugin-docker-buildx\` do so too, but keep a comma that has a
  backslash before it.

\`cache_to\` of these plugins is one value and is not cut.

The rule is off by default, since what a wrapper does depends on its version, and a file does not always show which one it is.
`,
	bad: [
		{
			title: 'the docker orb',
			path: '.circleci/config.yml',
			text: `
				version: 2.1
				orbs:
				  docker: circleci/docker@2.7.1
				workflows:
				  build:
				    jobs:
				      - docker/publish:
				          image: acme/app
				          cache_from: type=registry,ref=acme/app:cache
				                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Commas separate images here: the docker orb 2.7.1 pulls \`type=registry\` and \`ref=acme/app:cache\` as images before it builds. Write the name of the image alone, \`acme/app:cache\`.
			`,
			fixed: `
				version: 2.1
				orbs:
				  docker: circleci/docker@2.7.1
				workflows:
				  build:
				    jobs:
				      - docker/publish:
				          image: acme/app
				          cache_from: acme/app:cache
			`,
		},
		{
			title: 'a plugin of Drone that takes images',
			path: '.drone.yml',
			text: `
				kind: pipeline
				name: default
				steps:
				  - name: publish
				    image: plugins/docker:20
				    settings:
				      repo: acme/app
				      cache_from:
				        - type=registry,ref=acme/app:cache
				          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Commas separate images here: the plugin plugins/docker hands over \`type=registry\` and \`ref=acme/app:cache\` as caches of their own. Write the name of the image alone, \`acme/app:cache\`.
			`,
			fixed: `
				kind: pipeline
				name: default
				steps:
				  - name: publish
				    image: plugins/docker:20
				    settings:
				      repo: acme/app
				      cache_from:
				        - acme/app:cache
			`,
		},
		{
			title: 'a plugin of Woodpecker that keeps commas behind backslashes',
			path: '.woodpecker.yml',
			text: `
				steps:
				  publish:
				    image: woodpeckerci/plugin-docker-buildx:5
				    settings:
				      repo: acme/app
				      cache_from:
				        - type=s3,region=eu-west-1,bucket=caches
				          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Commas separate images here: the plugin woodpeckerci/plugin-docker-buildx hands over \`type=s3\`, \`region=eu-west-1\` and \`bucket=caches\` as caches of their own. Write a backslash before each comma that belongs to the cache, as the documentation of the plugin shows.
				      cache_to: type=s3,region=eu-west-1,bucket=caches,mode=max
			`,
		},
	],
	good: [
		{
			title: 'images, and commas with a backslash',
			path: '.drone.yml',
			text: `
				kind: pipeline
				name: default
				steps:
				  - name: images
				    image: plugins/docker
				    settings:
				      cache_from: acme/app:latest,acme/app:main
				  - name: entries
				    image: thegeeklab/drone-docker-buildx:24
				    settings:
				      cache_from:
				        - 'type=registry\\\\,ref=acme/app:cache'
				      cache_to: type=registry,ref=acme/app:cache,mode=max
			`,
		},
		{
			title: 'an orb that takes entries between blanks, and images for an older one',
			path: '.circleci/config.yml',
			text: `
				version: 2.1
				orbs:
				  docker: circleci/docker@3.0.1
				  old: circleci/docker@2.7.1
				workflows:
				  build:
				    jobs:
				      - docker/publish:
				          image: acme/app
				          cache_from: type=registry,ref=acme/app:cache type=registry,ref=acme/app:main
				      - old/publish:
				          image: acme/app
				          cache_from: acme/app:latest,acme/app:main
			`,
		},
		{
			title: 'a version nobody knows, and other wrappers',
			path: '.circleci/config.yml',
			text: `
				version: 2.1
				orbs:
				  docker: circleci/docker@volatile
				  build: acme/docker@1.0.0
				workflows:
				  build:
				    jobs:
				      - docker/publish:
				          image: acme/app
				          cache_from: type=registry,ref=acme/app:cache
				      - build/publish:
				          image: acme/app
				          cache_from: type=registry,ref=acme/app:cache
			`,
		},
	],
	checkEntry(entry) {
		const { text } = entry;
		const note = noteOf(entry);
		// Images with commas between them are what the wrapper wants.
		if (text === undefined || note === undefined || !text.text.includes('=')) return [];
		const fields = fieldTexts(text);
		if (fields.length < 2) return [];
		const shown = fields.map((field) => `\`${shownText(field.written)}\``);
		const list = `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
		const effect =
			note.pieces === 'pulled'
				? `pulls ${list} as images before it builds`
				: `hands over ${list} as caches of their own`;
		const image = note.escape === undefined ? imageIn(fields) : undefined;
		const advice =
			note.escape !== undefined
				? 'Write a backslash before each comma that belongs to the cache, as the documentation of the plugin shows.'
				: image === undefined
					? 'Write names of images alone.'
					: `Write the name of the image alone, \`${shownText(image.written)}\`.`;
		return [
			{
				span: text.span,
				message: `Commas separate images here: ${note.wrapper} ${effect}. ${advice}`,
				fixes: image === undefined ? [] : [keepOnly(image, text)],
			},
		];
	},
});
