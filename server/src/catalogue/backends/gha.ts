import { ignoreError, modeSince } from '../exportParameters.ts';
import type { BackendFact, EnvironmentFact } from '../facts.ts';
import { layerKeysElsewhere } from '../layerParameters.ts';
import { defineParameter, foreignAdvice, foreignKeys, respell } from '../parameters.ts';

const GZIP_ONLY = 'Layers in the Actions cache are always gzip; only `type=registry` and `type=local` let you choose.';

const resultsUrl = (when: string): EnvironmentFact => ({
	name: 'ACTIONS_RESULTS_URL',
	readBy: 'buildx ≥ 0.21.0, buildctl ≥ 0.20.0',
	when,
});

/** The cache service of GitHub Actions. */
const gha: BackendFact = {
	type: 'gha',
	rank: 2,
	directions: ['to', 'from'],
	since: [0, 9, 0],
	required: { to: [], from: [] },
	requiredMessage: { to: '', from: '' },
	summary: 'Keeps the cache in the cache service of GitHub Actions.',
	notes:
		'Works inside an Actions job, where docker/build-push-action and docker/bake-action pass `url` and `token` on. In a ' +
		'plain `run:` step they are not set, and buildx drops the entry without a word; buildctl fails.\n\n' +
		'GitHub turned the first version of the service off on 2025-04-15: it takes BuildKit 0.20 and buildx 0.21, Docker ' +
		'Engine 28.0 or Compose 2.33.1. A repository has 10 GB for all its caches.',
	source: 'cmd/buildkitd/main.go@v0.9.0',
	parameters: [
		defineParameter({
			name: 'scope',
			shape: { kind: 'text' },
			since: [0, 9, 0],
			defaults: [{ since: [0, 9, 0], value: 'buildkit' }],
			onEmpty: 'accepted, a scope with an empty name',
			summary: 'The name of the cache; builds with the same scope overwrite each other.',
			notes: 'Give every image, and every leg of a matrix, a scope of its own. Branches are kept apart by GitHub.',
			source: 'cache/remotecache/gha/gha.go@v0.9.0:31',
			usage: 8,
		}),
		modeSince([0, 9, 0], 'control/control.go@v0.9.0:288'),
		ignoreError,
		defineParameter({
			name: 'timeout',
			shape: { kind: 'duration' },
			since: [0, 13, 0],
			defaults: [
				{ since: [0, 9, 1], value: '5m', note: 'fixed, the key is not read' },
				{ since: [0, 13, 0], value: '10m' },
			],
			onInvalid: 'error',
			invalidMessage:
				'failed to configure gha cache exporter: failed to parse timeout for github actions cache: time: missing unit in duration "VALUE"',
			onInvalidImport: 'an error line in the log; the build goes on without cache',
			onEmpty: 'error',
			summary: 'How long importing or exporting may take: `10m`, `1h30m`.',
			notes: 'A Go duration: a unit is needed, and `d` is none. `timeout=0` means 5 minutes.',
			source: 'cache/remotecache/gha/gha.go@v0.13.0:37',
			usage: 4,
		}),
		defineParameter({
			name: 'url',
			shape: { kind: 'url' },
			since: [0, 9, 0],
			onInvalid: 'error',
			invalidMessage: 'url not set for github actions cache',
			onEmpty: 'error unless url_v2 is given',
			environment: [
				{ name: 'ACTIONS_CACHE_URL', readBy: 'buildx ≥ 0.6.0, buildctl ≥ 0.11.0' },
				resultsUrl('ACTIONS_CACHE_URL is not set'),
			],
			summary: 'The address of the cache service; it comes from the job.',
			notes:
				'Not read when `url_v2` is given, unless `version=1`. An address at ' +
				'`results-receiver.actions.githubusercontent.com` means version 2 of the service.',
			source: 'cache/remotecache/gha/gha.go@v0.9.0:33',
			usage: 2,
		}),
		defineParameter({
			name: 'url_v2',
			shape: { kind: 'url' },
			since: [0, 20, 0],
			environment: [resultsUrl('version=2 is given or ACTIONS_CACHE_SERVICE_V2 is true')],
			summary: 'The address of version 2 of the cache service; it comes from the job.',
			notes: 'Turns version 2 on unless `version=1`. buildx before 0.21 drops an entry that has it and no `url`.',
			source: 'cache/remotecache/gha/gha.go@v0.20.0:43',
			usage: 1,
		}),
		defineParameter({
			name: 'token',
			shape: { kind: 'text' },
			since: [0, 9, 0],
			onInvalid: 'error',
			invalidMessage:
				'failed to configure gha cache exporter: token is malformed: token contains an invalid number of segments',
			onInvalidImport: 'an error line in the log; the build goes on without cache',
			onEmpty: 'buildx drops the entry without a word; buildctl fails',
			isSecret: true,
			environment: [{ name: 'ACTIONS_RUNTIME_TOKEN', readBy: 'buildx ≥ 0.6.0, buildctl ≥ 0.11.0' }],
			summary: 'The token of the Actions runtime; it comes from the job.',
			notes: 'Not `GITHUB_TOKEN`, which is no token of the cache service.',
			source: 'cache/remotecache/gha/gha.go@v0.9.0:32',
			usage: 2,
		}),
		defineParameter({
			name: 'version',
			shape: { kind: 'integer', usual: ['1', '2'] },
			since: [0, 20, 0],
			defaults: [
				{
					since: [0, 20, 0],
					value: 'auto',
					isDescribed: true,
					note: '2 if url_v2 is given or url is at results-receiver.actions.githubusercontent.com, else 1',
				},
			],
			onInvalid: 'error',
			invalidMessage:
				'failed to configure gha cache exporter: failed to parse api version "VALUE", expected positive integer: strconv.ParseInt: parsing "VALUE": invalid syntax',
			onInvalidImport: 'an error line in the log; the build goes on without cache',
			onEmpty: 'error',
			environment: [
				{
					name: 'ACTIONS_CACHE_SERVICE_V2',
					readBy: 'buildx ≥ 0.21.0, buildctl ≥ 0.20.0',
					when: 'it is a boolean of Go, such as `true`; `yes` is none',
				},
			],
			documentedIn: ['docker'],
			summary: 'The version of the cache service: 1 (turned off at GitHub) or 2.',
			notes: 'Every integer is taken: 0 means that BuildKit finds out, 2 and more mean version 2, a negative one 1.',
			source: 'cache/remotecache/gha/gha.go@v0.20.0:46',
			usage: 2,
		}),
		defineParameter({
			name: 'repository',
			directions: ['to'],
			shape: { kind: 'text' },
			since: [0, 14, 0],
			onInvalid: 'ignored',
			documentedIn: ['docker'],
			summary: 'The repository, `owner/name`, whose existing caches are looked up before exporting.',
			notes: 'Only read together with `ghtoken`. When GitHub does not answer, the daemon only logs it.',
			source: 'cache/remotecache/gha/gha.go@v0.14.0:40',
			usage: 1,
		}),
		defineParameter({
			name: 'ghtoken',
			directions: ['to'],
			shape: { kind: 'text' },
			since: [0, 14, 0],
			onInvalid: 'ignored',
			isSecret: true,
			documentedIn: ['docker'],
			summary: 'A GitHub token (such as `GITHUB_TOKEN`) with which existing caches are looked up before exporting.',
			notes: 'Has no effect without `repository`. docker/build-push-action sets both in 6.4.0 only.',
			source: 'cache/remotecache/gha/gha.go@v0.14.0:41',
			usage: 1,
		}),
	],
	lookalikes: {
		...foreignKeys,
		...respell('ignore-error', 'url_v2'),
		...Object.fromEntries(layerKeysElsewhere.map((key) => [key, undefined])),
		'ignore-errors': 'ignore-error',
		ignore_errors: 'ignore-error',
		ref: 'scope',
		key: 'scope',
		name: 'scope',
		tag: 'scope',
		prefix: 'scope',
		scopes: 'scope',
		'cache-scope': 'scope',
		repo: 'repository',
		'gh-token': 'ghtoken',
		gh_token: 'ghtoken',
		github_token: 'ghtoken',
		'github-token': 'ghtoken',
		'restore-keys': undefined,
		branch: undefined,
		dest: undefined,
		src: undefined,
	},
	advice: {
		...foreignAdvice,
		...Object.fromEntries(layerKeysElsewhere.map((key) => [key, GZIP_ONLY])),
		'restore-keys': '`restore-keys` belongs to actions/cache; give several `cache-from` entries.',
		branch: 'GitHub keeps branches apart; a build also sees the caches of the default branch.',
		dest: '`dest` belongs to `type=local`; a cache of `type=gha` is named by `scope`.',
		src: '`src` belongs to `type=local`; a cache of `type=gha` is named by `scope`.',
	},
};

export default gha;
