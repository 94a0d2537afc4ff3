import { grammarOf, type Tool } from '../cache/build.ts';
import type { CacheEntry } from '../cache/entry.ts';
import { buildxTraits, changesTo } from '../catalogue/buildxTraits.ts';
import { formatVersion } from '../catalogue/version.ts';
import { defineRule, type Fix, type RuleContext } from './rule.ts';

/** The versions of buildx that skip empty entries: one, and all from another on. */
const [first, settled] = changesTo('skipsEmpty', true).map((version) => formatVersion(version));

/** Who hands an empty value on to buildx; actions leave empty inputs out, and in bake it clears the list on purpose. */
const TOOLS: readonly Tool[] = ['buildx', 'docker', 'compose'];

/** What to say of it: nothing with a buildx that skips it, nor with an unknown one unless the rule is asked for. */
function judgeFor({ versions, settings }: RuleContext): string | undefined {
	const buildx = versions.buildx?.version;
	if (buildx !== undefined) {
		if (buildxTraits(buildx).skipsEmpty) return undefined;
		return `buildx ${formatVersion(buildx)} stops here with \`EOF\``;
	}
	const isAsked = settings.preset === 'strict' || settings.rules['empty-entry'] !== undefined;
	return isAsked ? `buildx before ${settled}, but for ${first}, stops here with \`EOF\`` : undefined;
}

/** A variable that is empty where nobody has set it: `${CACHE_TO:-}`. */
const EMPTY_BY_DEFAULT = /^\$\{(\w+):?-\}$/;

/** The fix that gives the flag only where the variable holds something: `${CACHE_TO:+--cache-to "$CACHE_TO"}`. */
function guardFixes({ flag }: CacheEntry, name: string, { file }: RuleContext): readonly Fix[] {
	const { separator, home } = flag.layout;
	const written = file.text.slice(flag.span.start, flag.span.end);
	// In one argument with the flag, or inside of other quotes, it is no word of its own.
	const isWord = /^--[\w-]+ "[^"]+"$/.test(written) && home === '$HOME' && separator?.startsWith('" --') === true;
	const text = `\${${name}:+${flag.name.text} "$${name}"}`;
	return isWord ? [{ title: `Write \`${text}\``, safe: false, edits: [{ span: flag.span, text }] }] : [];
}

export default defineRule({
	id: 'empty-entry',
	group: 'syntax',
	severity: 'info',
	preset: 'recommended',
	summary: 'An empty value, on which some versions of buildx stop.',
	docs: `
An empty value (\`--cache-to ""\`) is skipped by buildx ${first} and since ${settled}; all others stop with \`EOF\`.
With a version of buildx that is known to stop, the finding is there without asking; with an unknown one only in the
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
				                           ^^^^^^^^^^^^^ Empty cache entry; buildx 0.20.0 stops here with \`EOF\`. Leave it out.
			`,
			settings: { buildx: '0.20.0' },
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
				           ^ Empty cache entry; buildx before 0.21.2, but for 0.19.3, stops here with \`EOF\`. Leave it out.
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
				                                        ^^^^^^^^^^^^^^^ error: Empty cache entry; the build stops with \`registry cache exporter requires ref\`. Leave it out.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0
			`,
		},
		{
			title: 'a variable that may be empty',
			path: 'build.sh',
			text: `
				docker buildx build --push --cache-from "\${CACHE_FROM-}" --cache-to "\${CACHE_TO:-}" .
				                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Without \`CACHE_FROM\` this is an empty cache entry; buildx 0.21.1 stops here with \`EOF\`. Leave the flag out then.
				                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^ Without \`CACHE_TO\` this is an empty cache entry; buildx 0.21.1 stops here with \`EOF\`. Leave the flag out then.
			`,
			fixed: `
				docker buildx build --push \${CACHE_FROM:+--cache-from "$CACHE_FROM"} \${CACHE_TO:+--cache-to "$CACHE_TO"} .
			`,
			settings: { buildx: '0.21.1' },
		},
		{
			title: 'with older ones of buildx, in one word with its flag',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to="\${CACHE_TO:-}" --cache-from "" .
				                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ Without \`CACHE_TO\` this is an empty cache entry; buildx 0.18.0 stops here with \`EOF\`. Leave the flag out then.
				                                               ^^^^^^^^^^^^^^^ Empty cache entry; buildx 0.18.0 stops here with \`EOF\`. Leave it out.
			`,
			fixed: `
				docker buildx build --cache-to="\${CACHE_TO:-}" .
			`,
			settings: { buildx: '0.18.0' },
		},
		{
			title: 'a source of buildctl',
			path: 'Makefile',
			text: `
				image:
					buildctl build --frontend dockerfile.v0 --import-cache ""
					                                        ^^^^^^^^^^^^^^^^^ error: Empty cache entry; the build stops with \`registry cache importer requires ref\`. Leave it out.
			`,
			fixed: `
				image:
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
		{
			title: 'a variable that has a value, or may have one',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "\${CACHE_TO:-type=inline}" --cache-from "$CACHE_FROM" .
			`,
			settings: { buildx: '0.20.1' },
		},
		{
			title: 'a flag without any value, of which another rule speaks, and a buildx between those that stop',
			path: 'build.sh',
			text: `
				docker buildx build . --cache-to
			`,
			settings: { buildx: '0.20.1' },
		},
		{
			title: 'a buildx between those that stop',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "" .
			`,
			settings: { buildx: '0.19.3' },
		},
	],
	checkEntry(entry, context) {
		const { flag } = entry;
		const variable = entry.form === 'opaque' ? EMPTY_BY_DEFAULT.exec(entry.text?.written ?? '')?.[1] : undefined;
		if (entry.form !== 'empty' && variable === undefined) return [];
		if (flag.notes.some(({ code }) => code === 'no-value' || code === 'swallowed')) return [];
		const isBuildctl = grammarOf(flag.build.tool) === 'buildctl';
		const stops = isBuildctl
			? `the build stops with \`registry cache ${flag.direction === 'to' ? 'exporter' : 'importer'} requires ref\``
			: TOOLS.includes(flag.build.tool)
				? judgeFor(context)
				: undefined;
		if (stops === undefined) return [];
		const span = context.lineOf(flag.span.start) === context.lineOf(flag.span.end) ? flag.span : entry.span;
		if (variable !== undefined) {
			const message = `Without \`${variable}\` this is an empty cache entry; ${stops}. Leave the flag out then.`;
			return [{ span, message, fixes: guardFixes(entry, variable, context) }];
		}
		const { removal } = flag.layout;
		const fixes: readonly Fix[] =
			removal === undefined
				? []
				: [{ title: 'Remove the empty entry', safe: false, edits: [{ span: removal, text: '' }] }];
		const message = `Empty cache entry; ${stops}. Leave it out.`;
		return [{ span, message, fixes, ...(isBuildctl ? { severity: 'error' } : {}) }];
	},
});
