import { grammarOf, type Tool } from '../cache/build.ts';
import { compareVersions, formatVersion, isAtLeast, type Version } from '../catalogue/version.ts';
import { defineRule, type Report, type RuleContext } from './rule.ts';

/** Who hands an empty value on to buildx; actions leave empty inputs out, and in bake it clears the list on purpose. */
const TOOLS: readonly Tool[] = ['buildx', 'docker', 'compose'];

/** Whether this buildx stops at an empty entry. Source: util/buildflags/cache.go at v0.19.3, v0.20.0, v0.20.1, v0.21.2. */
function stopsAtEmpty(buildx: Version): boolean {
	if (compareVersions(buildx, [0, 19, 3]) < 0) return true;
	return isAtLeast(buildx, [0, 20, 1]) && !isAtLeast(buildx, [0, 21, 2]);
}

/** What to say of it: nothing with a buildx that skips it, nor with an unknown one unless the rule is asked for. */
function judgeFor({ versions, settings }: RuleContext): string | undefined {
	const buildx = versions.buildx?.version;
	if (buildx !== undefined) {
		return stopsAtEmpty(buildx) ? `Buildx ${formatVersion(buildx)} fails here with \`EOF\`.` : undefined;
	}
	const isAsked = settings.preset === 'strict' || settings.rules['empty-entry'] !== undefined;
	return isAsked ? 'Buildx before 0.22 fails here with `EOF`.' : undefined;
}

export default defineRule({
	id: 'empty-entry',
	group: 'syntax',
	severity: 'info',
	preset: 'recommended',
	summary: 'An empty value, on which some versions of buildx stop.',
	docs: `
An empty value (\`--cache-to ""\`) is skipped by buildx since 0.19.3, but 0.20.1 to 0.21.1 and those before 0.19.3 stop with
\`EOF\`. With a version of buildx that is known to stop, the finding is there without asking; with an unknown one only in the
preset \`strict\`, or when the rule is turned on. buildctl stops in every version: \`registry cache exporter requires ref\`.

Leave the flag out; in a shell, \`\${CACHE_TO:+--cache-to "$CACHE_TO"}\` leaves it out when the variable is empty.

Empty inputs of docker/build-push-action are left out by the action, and in bake an empty value clears the list.
`,
	bad: [
		{
			title: 'an empty value, with a buildx that stops at it',
			path: 'build.sh',
			text: `
				docker buildx build --push --cache-to "" .
				                           ^^^^^^^^^^^^^ Empty cache entry. Buildx 0.20.1 fails here with \`EOF\`.
			`,
			settings: { buildx: '0.20.1' },
			fixed: `
				docker buildx build --push .
			`,
		},
		{
			title: 'with an unknown buildx, when the rule is on',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - ""
				           ^ Empty cache entry. Buildx before 0.22 fails here with \`EOF\`.
				        - o/web:cache
			`,
			fixed: `
				services:
				  web:
				    build:
				      context: .
				      cache_from:
				        - o/web:cache
			`,
		},
		{
			title: 'for buildctl',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache=
				                                        ^^^^^^^^^^^^^^^ error: Empty cache entry. The build stops with \`registry cache exporter requires ref\`.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0
			`,
		},
	],
	good: [
		{
			title: 'a flag that is left out when the variable is empty',
			path: 'build.sh',
			text: `
				docker buildx build \${CACHE_TO:+--cache-to "$CACHE_TO"} .
			`,
		},
		{
			title: 'a buildx that skips empty entries',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "" .
			`,
			settings: { buildx: '0.22' },
		},
		{
			title: 'empty inputs of an action',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: ''
				          cache-to:
			`,
			settings: { buildx: '0.20.1' },
		},
		{
			title: 'clearing a list in bake',
			path: 'build.sh',
			text: `
				docker buildx bake --set '*.cache-to=' app
			`,
			settings: { buildx: '0.20.1' },
		},
		{
			title: 'empty elements in a bake file',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["", "type=inline"]
				}
			`,
			settings: { buildx: '0.20.1' },
		},
	],
	checkEntry(entry, context) {
		const { flag } = entry;
		if (entry.form !== 'empty' || flag.notes.some(({ code }) => code === 'no-value' || code === 'swallowed')) return [];
		const { removal } = flag.layout;
		const isTo = flag.direction === 'to';
		const report: Report = {
			span: context.lineOf(flag.span.start) === context.lineOf(flag.span.end) ? flag.span : entry.span,
			message: '',
			fixes:
				removal === undefined
					? []
					: [{ title: 'Remove the empty entry', safe: false, edits: [{ span: removal, text: '' }] }],
		};
		if (grammarOf(flag.build.tool) === 'buildctl') {
			const printed = `registry cache ${isTo ? 'exporter' : 'importer'} requires ref`;
			return [{ ...report, severity: 'error', message: `Empty cache entry. The build stops with \`${printed}\`.` }];
		}
		const judgement = TOOLS.includes(flag.build.tool) ? judgeFor(context) : undefined;
		return judgement === undefined ? [] : [{ ...report, message: `Empty cache entry. ${judgement}` }];
	},
});
