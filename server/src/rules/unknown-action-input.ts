import type { Tool } from '../cache/build.ts';
import { defineRule } from './rule.ts';
import { misnamedFlags, misnamedReport } from './shared/misnamedFlags.ts';

/** How messages call what a tool is, with what happens to a name it does not know. */
const readers: Readonly<Partial<Record<Tool, string>>> = {
	'build-push-action': 'is not an input of docker/build-push-action; GitHub only warns and no cache is used',
	'bake-action': 'is no key that bake knows in an override; the build stops with `unknown key`',
	depot: 'is a name Depot does not know, and no cache is used',
	devcontainer: 'is a name Dev Containers do not know; it is ignored and no cache is used',
};

export default defineRule({
	id: 'unknown-action-input',
	group: 'parameters',
	severity: 'error',
	preset: 'recommended',
	summary: 'An input of an action that names a cache in a spelling the action does not know.',
	docs: `
docker/build-push-action has the inputs \`cache-from\` and \`cache-to\`. For any other name, such as \`cache_to\` or \`cacheTo\`,
GitHub only adds an annotation to the run, \`Unexpected input(s) 'cache_to', valid inputs are […]\`, and the build goes on
without cache. In \`set\` of docker/bake-action, \`*.cache_to=type=gha\` stops the build: \`unknown key: cache_to\`. Dev Containers spell the same \`cacheFrom\` and \`cacheTo\`.

Only actions whose inputs are known are looked at, never local ones or those of others.

Speaks of docker/build-push-action v2 to v7.
`,
	bad: [
		{
			title: 'an underscore',
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
				          cache_to: type=gha,mode=max
				          ^^^^^^^^ \`cache_to\` is not an input of docker/build-push-action; GitHub only warns and no cache is used. Use \`cache-to\`.
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
				          cache-to: type=gha,mode=max
			`,
		},
		{
			title: 'camel case, with several entries',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cacheFrom: |
				          ^^^^^^^^^ \`cacheFrom\` is not an input of docker/build-push-action; GitHub only warns and no cache is used. Use \`cache-from\`.
				            type=gha,scope=a
				            type=gha,scope=b
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=gha,scope=a
				            type=gha,scope=b
			`,
		},
		{
			title: 'an override of bake',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache_to=type=gha,mode=max
				              ^^^^^^^^ \`cache_to\` is no key that bake knows in an override; the build stops with \`unknown key\`. Use \`cache-to\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/bake-action@v6
				        with:
				          set: |
				            *.cache-to=type=gha,mode=max
			`,
		},
		{
			title: 'in a Dev Container',
			path: '.devcontainer/devcontainer.json',
			text: `
				{
				  "build": {
				    "dockerfile": "Dockerfile",
				    "cache-from": "ghcr.io/o/dev"
				     ^^^^^^^^^^ \`cache-from\` is a name Dev Containers do not know; it is ignored and no cache is used. Use \`cacheFrom\`.
				  }
				}
			`,
			fixed: `
				{
				  "build": {
				    "dockerfile": "Dockerfile",
				    "cacheFrom": "ghcr.io/o/dev"
				  }
				}
			`,
		},
	],
	good: [
		{
			title: 'the inputs of the action',
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
			title: 'actions with names of their own, and unknown ones',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: devcontainers/ci@v0.3
				        with:
				          cacheFrom: ghcr.io/o/dev
				          cacheTo: ghcr.io/o/dev
				      - uses: mr-smithers-excellent/docker-build-push@v6
				        with:
				          cacheFrom: type=gha
				      - uses: ./actions/build
				        with:
				          cache_to: type=gha
			`,
		},
	],
	*checkBuild(view) {
		const reader = readers[view.build.tool];
		if (reader === undefined) return;
		for (const name of misnamedFlags(view, [view.build.tool])) {
			// Options of a command line are the matter of wrong-flag-for-tool.
			if (name.text.startsWith('-')) continue;
			yield misnamedReport(name, `\`${name.text}\` ${reader}. Use \`${name.correction}\`.`, false);
		}
	},
});
