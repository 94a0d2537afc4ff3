import type { Build } from '../cache/build.ts';
import { attributeOf, type CacheEntry, literalOf } from '../cache/entry.ts';
import type { MappedText } from '../text/mappedText.ts';
import { defineRule, type Edit, type Fix, type RuleContext } from './rule.ts';
import { insertStep } from './shared/insertStep.ts';
import { locationOf } from './shared/location.ts';
import { shownText } from './shared/shownText.ts';

/** Whether a step may save the directory: one saves it, one around it, or a place that cannot be told. */
function mayBeSaved(directory: MappedText, saved: readonly MappedText[]): boolean {
	const wanted = cleanPath(directory.written);
	return saved.some((path) => {
		const kept = cleanPath(path.written.replace(/^!/, ''));
		if (path.isDynamic && !wanted.startsWith(kept)) return true;
		return (
			/[*?[~]/.test(kept) ||
			kept === '' ||
			wanted === kept ||
			wanted.startsWith(`${kept}/`) ||
			kept.startsWith(`${wanted}/`)
		);
	});
}

function cleanPath(path: string): string {
	return path.replace(/^\.\/+|\/+$/g, '').replace(/^\.$/, '');
}

/** What the builds of a file do with directories, and what has been found out about scripts. */
interface Uses {
	/** Where a build names a directory. */
	readonly places: ReadonlySet<number>;
	/** The builds that read each directory, by job and directory. */
	readonly readers: ReadonlyMap<string, ReadonlySet<Build>>;
	readonly isUsed: Map<readonly MappedText[], Map<string, boolean>>;
}

function collectUses({ builds }: Pick<RuleContext, 'builds'>): Uses {
	const places = new Set<number>();
	const readers = new Map<string, Set<Build>>();
	for (const { build, entries } of builds) {
		for (const entry of entries) {
			for (const { value } of entry.attributes) places.add(value.span.start);
			if (entry.direction === 'to') continue;
			const key = `${build.pipeline?.job} ${locationOf(entry)?.store}`;
			readers.set(key, (readers.get(key) ?? new Set()).add(build));
		}
	}
	return { places, readers, isUsed: new Map() };
}

/** Whether a script does something with the directory, besides the builds themselves. */
function isUsedByScript(directory: MappedText, scripts: readonly MappedText[], { places, isUsed }: Uses): boolean {
	const name = directory.written.replace(/\/+$/, '');
	const known = isUsed.get(scripts) ?? new Map<string, boolean>();
	isUsed.set(scripts, known);
	let answer = known.get(name);
	if (answer === undefined) {
		answer = scripts.some((script) => {
			// What an expansion is part of cannot be told by its place.
			if (directory.isDynamic) return script.written.includes(name);
			for (let at = script.text.indexOf(name); at !== -1; at = script.text.indexOf(name, at + 1)) {
				if (!places.has(script.startOf(at))) return true;
			}
			return false;
		});
		known.set(name, answer);
	}
	return answer;
}

/** Whether another build of the job reads the directory. */
function isReadInJob(entry: CacheEntry, { readers }: Uses): boolean {
	const { build } = entry.flag;
	const builds = readers.get(`${build.pipeline?.job} ${locationOf(entry)?.store}`);
	return builds !== undefined && (builds.size > 1 || !builds.has(build));
}

/** Whether the directory is to take the place of another one that the build reads; that is another rule's matter. */
function isRotated(directory: MappedText, { siblings }: RuleContext): boolean {
	return siblings.some((entry) => {
		const source =
			entry.direction === 'from' ? attributeOf(entry, 'src')?.value.written.replace(/\/+$/, '') : undefined;
		return source !== undefined && source !== '' && /^[-_.]\w+\/?$/.test(suffixOf(directory.written, source));
	});
}

function suffixOf(text: string, prefix: string): string {
	return text.startsWith(prefix) ? text.slice(prefix.length) : '';
}

function cacheStep(entry: CacheEntry, directory: string): readonly Fix[] {
	const { build } = entry.flag;
	const leg = (build.pipeline?.matrixKeys.length ?? 0) > 0 ? '${{ strategy.job-index }}-' : '';
	const key = `buildx-\${{ github.job }}-${leg}`;
	const step = insertStep(build, [
		'uses: actions/cache@v4',
		'with:',
		`  path: ${directory}`,
		`  key: ${key}\${{ github.sha }}`,
		`  restore-keys: ${key}`,
	]);
	return step === undefined ? [] : [{ title: 'Save it with actions/cache', safe: false, edits: [step] }];
}

/** The entries of the directory as gha entries, where an action has the token for them. */
function toGha(entry: CacheEntry, { siblings }: RuleContext): readonly Fix[] {
	const store = locationOf(entry)?.store;
	const entries = siblings.filter((other) => other === entry || locationOf(other)?.store === store);
	const isEditable = entries.every(({ form, flag }) => form === 'attributes' && flag.origin === 'flag');
	if (entry.flag.build.pipeline?.hasActionsToken !== 'yes' || !isEditable) return [];
	const [first, ...rest] = entries.map((other): Edit => {
		const mode = other.direction === 'to' ? literalOf(other, 'mode') : undefined;
		return { span: other.span, text: `type=gha${mode === undefined ? '' : `,mode=${mode}`}` };
	});
	return first === undefined ? [] : [{ title: 'Use the Actions cache', safe: false, edits: [first, ...rest] }];
}

export default defineRule({
	id: 'local-cache-not-persisted',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache directory on a machine that is thrown away after the job.',
	docs: `
A runner that GitHub hosts begins with an empty disk and is deleted after the job, and a \`type=local\` cache with it. Every run logs, as a warning
only, that the import found nothing (\`… index.json: no such file or directory\`), builds everything, and writes a cache for nobody. All versions of
BuildKit.

Save the directory with actions/cache, under a key that changes with every run and with \`restore-keys\` to find the last one (a key that is there
already is never written again), or use \`type=gha\` or a registry.

Nothing is said where a step saves the directory or one around it, uploads it, or a script names it; where another build of the job reads it; on
self-hosted runners and such with lasting disks; and in jobs with actions of the repository or actions the rule does not know, which may keep
it.
`,
	bad: [
		{
			title: 'no step saves the directory',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache,mode=max
				                                    ^^^^^^^^^^^^^^^^^^ \`/tmp/.buildx-cache\` disappears with the runner; no step saves it. Save it with actions/cache, or use \`type=gha\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: actions/checkout@v4
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.job }}-\${{ github.sha }}
				          restore-keys: buildx-\${{ github.job }}-
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache,mode=max
			`,
			otherwise: {
				'Use the Actions cache': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: actions/checkout@v4
					      - uses: docker/setup-buildx-action@v3
					      - uses: docker/build-push-action@v6
					        with:
					          cache-from: type=gha
					          cache-to: type=gha,mode=max
				`,
			},
		},
		{
			title: 'in a script, in a matrix',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: |
				          docker buildx build --cache-from type=local,src=.cache --cache-to type=local,dest=.cache \${{ matrix.app }}
				                                                                                            ^^^^^^ \`.cache\` disappears with the runner; no step saves it. Save it with actions/cache, or use \`type=gha\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    strategy: { matrix: { app: [api, web] } }
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: .cache
				          key: buildx-\${{ github.job }}-\${{ strategy.job-index }}-\${{ github.sha }}
				          restore-keys: buildx-\${{ github.job }}-\${{ strategy.job-index }}-
				      - run: |
				          docker buildx build --cache-from type=local,src=.cache --cache-to type=local,dest=.cache \${{ matrix.app }}
			`,
		},
		{
			title: 'another directory is saved',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-24.04
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: node_modules
				          key: node
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=\${{ runner.temp }}/cache
				                                    ^^^^^^^^^^^^^^^^^^^^^^^^ \`\${{ runner.temp }}/cache\` disappears with the runner; no step saves it. Save it with actions/cache, or use \`type=gha\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-24.04
				    steps:
				      - uses: actions/cache@v4
				        with:
				          path: node_modules
				          key: node
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: \${{ runner.temp }}/cache
				          key: buildx-\${{ github.job }}-\${{ github.sha }}
				          restore-keys: buildx-\${{ github.job }}-
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=\${{ runner.temp }}/cache
			`,
		},
		{
			title: 'beside a cache of another kind, and a directory that is only read',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=local,src=/tmp/base
				            type=registry,ref=o/app:cache
				          cache-to: type=local,dest=/tmp/app
				                                    ^^^^^^^^ \`/tmp/app\` disappears with the runner; no step saves it. Save it with actions/cache, or use \`type=gha\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/app
				          key: buildx-\${{ github.job }}-\${{ github.sha }}
				          restore-keys: buildx-\${{ github.job }}-
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: |
				            type=local,src=/tmp/base
				            type=registry,ref=o/app:cache
				          cache-to: type=local,dest=/tmp/app
			`,
		},
	],
	good: [
		{
			title: 'saved by actions/cache',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.sha }}
				          restore-keys: buildx-
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache,mode=max
			`,
		},
		{
			title: 'rotated: written beside it and moved',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: /tmp/.buildx-cache
				          key: buildx-\${{ github.sha }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
				      - run: |
				          rm -rf /tmp/.buildx-cache
				          mv /tmp/.buildx-cache-new /tmp/.buildx-cache
			`,
		},
		{
			title: 'to be moved, but nothing moves it: another mistake',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/.buildx-cache
				          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
			`,
		},
		{
			title: 'uploaded, saved with what is around it, under a name that cannot be seen',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  upload:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache
				      - uses: actions/upload-artifact@v4
				        with:
				          path: /tmp/cache/
				  around:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache/app
				      - uses: actions/cache/save@v4
				        with:
				          path: |
				            ~/.npm
				            /tmp/cache
				          key: cache
				  unseen:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: actions/cache@v4
				        with:
				          path: \${{ env.CACHE_DIR }}
				          key: cache
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache
			`,
		},
		{
			title: 'read by another build of the job, used by a script',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  reader:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/cache
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache
				      - run: aws s3 sync /tmp/cache s3://bucket/cache
			`,
		},
		{
			title: 'runners with disks that last, or may',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  own:
				    runs-on: [self-hosted, linux]
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/var/cache/buildx
				  sticky:
				    runs-on: blacksmith-4vcpu-ubuntu-2404
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/var/cache/buildx
				  disk:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: useblacksmith/stickydisk@v1
				        with:
				          path: /var/cache/buildx
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/var/cache/buildx
			`,
		},
		{
			title: 'actions that may save it',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/restore-cache
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache
			`,
		},
		{
			title: 'caches that are kept elsewhere; other places than workflows',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=local,src=/tmp/cache --cache-to type=local,dest=/tmp/cache .
			`,
		},
		{
			title: 'saved with all of the home, the directory of the job, all that matches, all but some',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  home:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/home/runner/.cache/app
				      - uses: actions/cache/save@v4
				        with: { path: ~/.cache, key: a }
				  job:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=.cache
				      - uses: actions/upload-artifact@v4
				        with: { path: . }
				  matching:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache-app
				      - uses: actions/upload-artifact@v4
				        with: { path: /tmp/cache-* }
				  inside:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=local,dest=/tmp/cache
				      - uses: actions/upload-artifact@v4
				        with: { path: /tmp/cache/blobs }
			`,
		},
		{
			title: 'what other rules speak of, values of variables, caches that are only read',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=local,src=/tmp/cache
				          cache-to: type=local,dest=~/cache
				      - run: docker buildx build --cache-to "$CACHE_TO" .
				        env: { CACHE_TO: 'type=local,dest=/tmp/other' }
			`,
		},
	],
	checkEntry(entry, context) {
		const { pipeline } = entry.flag.build;
		const dest = attributeOf(entry, 'dest')?.value;
		if (entry.direction !== 'to' || locationOf(entry)?.type !== 'local' || dest === undefined) return [];
		// A directory called `~` is the matter of tilde-in-path.
		if (pipeline?.isHosted !== 'yes' || pipeline.mayKeepFiles !== false || dest.text.startsWith('~')) return [];
		if (entry.flag.origin === 'variable' || mayBeSaved(dest, pipeline.savedPaths ?? [])) return [];
		const uses = context.once(collectUses);
		if (isUsedByScript(dest, pipeline.scripts ?? [], uses)) return [];
		if (isReadInJob(entry, uses) || isRotated(dest, context)) return [];
		// A variable of a script is not known to other steps.
		const isKnown = dest.expansions.every(({ text }) => text.startsWith('${{'));
		return [
			{
				span: dest.span,
				message: `\`${shownText(dest.written)}\` disappears with the runner; no step saves it. Save it with actions/cache, or use \`type=gha\`.`,
				fixes: [...(isKnown ? cacheStep(entry, dest.written) : []), ...toGha(entry, context)],
			},
		];
	},
});
