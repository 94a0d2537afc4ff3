import { type CacheEntry, refOf } from '../cache/entry.ts';
import { type BuildView, defineRule, type Fix } from './rule.ts';
import { locationOf } from './shared/location.ts';

/** The exports of a build to ghcr.io for which its job has no permission. */
function refusedExports({ build, entries }: BuildView): readonly CacheEntry[] {
	if (build.pipeline?.canWritePackages !== 'no') return [];
	return entries.filter(
		(entry) =>
			entry.direction === 'to' &&
			entry.flag.origin !== 'variable' &&
			locationOf(entry)?.type === 'registry' &&
			refOf(entry)?.text.startsWith('ghcr.io/'),
	);
}

export default defineRule({
	id: 'ghcr-packages-write-missing',
	group: 'workflow',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache for ghcr.io in a job whose token may not write packages.',
	docs: `
Where \`permissions\` are written down, the job's token has only those; all others are none. Without \`packages: write\` the export of a cache to
ghcr.io fails after the build:

    denied: permission_denied: write_package

(or \`403 Forbidden\`). Add \`packages: write\` to the permissions of the job, or to those of the workflow if the job has none. A package
that is not linked to the repository is refused even so. Whatever the version of BuildKit.

The rule speaks when the job logs in to ghcr.io with its own token. It says nothing where no permissions are written (the repository's
settings decide), of \`write-all\`, of logins with another secret, after actions that may have logged in, and in workflows that others call,
whose permissions count.
`,
	bad: [
		{
			title: 'permissions of the job',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    permissions:
				      contents: read
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ secrets.GITHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,mode=max
				                                      ^^^^^^^^^^^^^^^^^^^ This job's \`permissions\` lack \`packages: write\`, so the export to ghcr.io stops with \`denied: permission_denied: write_package\`. Add it.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    permissions:
				      contents: read
				      packages: write
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ secrets.GITHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache,mode=max
			`,
		},
		{
			title: 'permissions of the workflow, two builds',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions: { contents: read, packages: read }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: echo "\${{ github.token }}" | docker login ghcr.io -u x --password-stdin
				      - run: docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:api api
				                                                              ^^^^^^^^^^^^^^^^^ This job's \`permissions\` lack \`packages: write\`, so the export to ghcr.io stops with \`denied: permission_denied: write_package\`. Add it.
				      - run: docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:web web
			`,
			fixed: `
				on: push
				permissions: { contents: read, packages: write }
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: echo "\${{ github.token }}" | docker login ghcr.io -u x --password-stdin
				      - run: docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:api api
				      - run: docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:web web
			`,
		},
		{
			title: 'all may be read',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions: read-all
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/bake-action@v6
				        with:
				          set: app.cache-to=type=registry,ref=ghcr.io/\${{ github.repository }}:cache
				                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This job's \`permissions\` lack \`packages: write\`, so the export to ghcr.io stops with \`denied: permission_denied: write_package\`. Add it.
			`,
		},
		{
			title: 'two jobs, of which one has no cache there',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions:
				  contents: read
				jobs:
				  other:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=quay.io/o/app:cache
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
				                                      ^^^^^^^^^^^^^^^^^^^ This job's \`permissions\` lack \`packages: write\`, so the export to ghcr.io stops with \`denied: permission_denied: write_package\`. Add it.
				  again:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache
				          cache-to: type=registry,ref=ghcr.io/o/app:again
				                                      ^^^^^^^^^^^^^^^^^^^ This job's \`permissions\` lack \`packages: write\`, so the export to ghcr.io stops with \`denied: permission_denied: write_package\`. Add it.
			`,
			fixed: `
				on: push
				permissions:
				  contents: read
				  packages: write
				jobs:
				  other:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=quay.io/o/app:cache
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
				  again:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache
				          cache-to: type=registry,ref=ghcr.io/o/app:again
			`,
		},
	],
	good: [
		{
			title: 'the permission is there',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions:
				  contents: read
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    permissions:
				      contents: read
				      packages: write
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: \${{ github.actor }}
				          password: \${{ secrets.GITHUB_TOKEN }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'a login with another secret',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions:
				  contents: read
				jobs:
				  action:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with:
				          registry: ghcr.io
				          username: bot
				          password: \${{ secrets.CR_PAT }}
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
				  script:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - run: echo "\${{ secrets.CR_PAT }}" | docker login ghcr.io -u bot --password-stdin
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'a login that cannot be seen',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions:
				  contents: read
				jobs:
				  own:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: ./.github/actions/login
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
				  none:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'no permissions written down',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'write-all',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions: write-all
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'a workflow that others call',
			path: '.github/workflows/build.yml',
			text: `
				on: workflow_call
				permissions:
				  contents: read
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=ghcr.io/o/app:cache
			`,
		},
		{
			title: 'caches that are only read, and other registries',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				permissions:
				  contents: read
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/login-action@v3
				        with: { registry: ghcr.io, username: x, password: '\${{ github.token }}' }
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=registry,ref=ghcr.io/o/app:cache
				          cache-to: type=registry,ref=quay.io/o/app:cache
			`,
		},
	],
	checkBuild(view, { builds }) {
		const [entry, ...others] = refusedExports(view);
		const job = view.build.pipeline?.job;
		// One finding for a job, whose permissions they share.
		const first = builds.find((other) => other.build.pipeline?.job === job && refusedExports(other).length > 0);
		if (entry === undefined || first !== view) return [];
		const edit = view.build.pipeline?.packagesWriteEdit;
		const fixes: readonly Fix[] =
			edit === undefined ? [] : [{ title: 'Add `packages: write`', safe: false, edits: [edit] }];
		return [
			{
				span: refOf(entry)?.span ?? entry.span,
				message:
					"This job's `permissions` lack `packages: write`, so the export to ghcr.io stops with " +
					'`denied: permission_denied: write_package`. Add it.',
				fixes,
				related: others.map(({ span }) => ({ span, message: 'this one too' })),
			},
		];
	},
});
