import { defineRule } from './rule.ts';
import { misnamedFlags, misnamedReport } from './shared/misnamedFlags.ts';

export default defineRule({
	id: 'bake-unknown-cache-attribute',
	group: 'parameters',
	severity: 'error',
	preset: 'recommended',
	summary: 'A cache attribute of a bake target in a spelling that bake ignores.',
	docs: `
Bake reads \`cache-from\` and \`cache-to\`, with a dash, in HCL, in JSON and under \`x-bake\` of a Compose file. It ignores attributes
of a target that it does not know: \`cache_to = ["type=gha"]\` changes nothing, \`docker buildx bake --print\` shows no cache, and
no warning appears. Compose itself spells the keys of \`build\` with an underscore, which is where the mix-up comes from.

Only \`--set\` is strict: \`--set '*.cache_to=…'\` fails with \`unknown key: cache_to\`.

All versions of buildx, up to 0.36 at least.
`,
	bad: [
		{
			title: 'underscores in HCL',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache_from = ["type=gha"]
				  ^^^^^^^^^^ Bake ignores \`cache_from\` without a warning; the attribute is \`cache-from\`.
				  cache_to   = ["type=gha,mode=max"]
				  ^^^^^^^^ Bake ignores \`cache_to\` without a warning; the attribute is \`cache-to\`.
				}
			`,
			fixed: `
				target "app" {
				  cache-from = ["type=gha"]
				  cache-to   = ["type=gha,mode=max"]
				}
			`,
		},
		{
			title: 'underscores in JSON',
			path: 'docker-bake.json',
			text: `
				{
				  "target": {
				    "app": {
				      "cache_to": ["type=registry,ref=o/app:cache,mode=max", "type=inline"]
				       ^^^^^^^^ Bake ignores \`cache_to\` without a warning; the attribute is \`cache-to\`.
				    }
				  }
				}
			`,
			fixed: `
				{
				  "target": {
				    "app": {
				      "cache-to": ["type=registry,ref=o/app:cache,mode=max", "type=inline"]
				    }
				  }
				}
			`,
		},
		{
			title: 'an override',
			path: 'build.sh',
			text: `
				docker buildx bake --set '*.cache_to=type=gha,mode=max' app
				                            ^^^^^^^^ Bake has no \`cache_to\` to set and stops with \`unknown key: cache_to\`; the attribute is \`cache-to\`.
			`,
			fixed: `
				docker buildx bake --set '*.cache-to=type=gha,mode=max' app
			`,
		},
		{
			title: 'underscores under x-bake',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      x-bake:
				        cache_to:
				        ^^^^^^^^ Bake ignores \`cache_to\` without a warning; the attribute is \`cache-to\`.
				          - type=gha,mode=max
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      x-bake:
				        cache-to:
				          - type=gha,mode=max
			`,
		},
	],
	good: [
		{
			title: 'dashes',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-from = ["type=gha"]
				  cache-to   = ["type=gha,mode=max"]
				}
			`,
		},
		{
			title: 'a variable or a function of that name',
			path: 'docker-bake.hcl',
			text: `
				variable "cache_to" {
				  default = "type=gha"
				}
				target "app" {
				  cache-to = [cache_to]
				}
			`,
		},
		{
			title: 'build of a Compose file, where it is right',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=gha,mode=max
			`,
		},
	],
	checkBuild(view) {
		// Only a command says what is to be built; there the names are those of `--set`.
		const isOverride = view.build.targets !== undefined;
		return misnamedFlags(view, ['bake']).map((name) =>
			misnamedReport(
				name,
				isOverride
					? `Bake has no \`${name.text}\` to set and stops with \`unknown key: ${name.text}\`; the attribute is \`${name.correction}\`.`
					: `Bake ignores \`${name.text}\` without a warning; the attribute is \`${name.correction}\`.`,
				true,
			),
		);
	},
});
