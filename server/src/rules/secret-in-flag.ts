import { grammarOf } from '../cache/build.ts';
import { removeAttribute } from '../cache/edits.ts';
import { type Attribute, type CacheEntry, literalOf } from '../cache/entry.ts';
import { readGoUrl } from '../catalogue/goUrl.ts';
import { defineRule, type Edit, type Severity } from './rule.ts';
import { isPlaceholder, judgedBackend, readableAttributes } from './shared/parameters.ts';
import { adviceOnSecrets, variableOf, whereItShows } from './shared/secretAdvice.ts';

/** What documentation and templates write where a key belongs, among them the keys in Amazon's examples. */
const EXAMPLE_VALUE =
	/^(?:x+|\*+|•+|-|todo|(?:your|my|some|the)\b.*|(?:secret|token|password|key|change-?me)s?)$|example/i;

/** Whether the entry talks to a service of the same machine or network, whose keys are mostly those it ships with. */
function isLocalService(entry: CacheEntry): boolean {
	const addresses = ['endpoint_url', 'account_url', 'url_v2', 'url'].map((name) => literalOf(entry, name));
	const host = readGoUrl(addresses.find((address) => address !== undefined) ?? '').url?.host;
	if (host === undefined || host === '') return false;
	const name = host.replace(/:\d*$/, '');
	return !name.includes('.') || /^127\.|^host\.docker\.internal$|\.local(?:host)?$/.test(name);
}

/** The credentials of an entry, the one that does most harm first; an id of a key is none without the key. */
function secretsOf(entry: CacheEntry): readonly Attribute[] {
	const backend = judgedBackend(entry);
	const secrets = readableAttributes(entry).filter(({ name, value }) => {
		const isSecret = backend?.parameters.some((parameter) => parameter.name === name && parameter.isSecret);
		return isSecret && value.length > 0 && !isPlaceholder(value.text) && !EXAMPLE_VALUE.test(value.text);
	});
	const isOpen = ({ value }: Attribute) => value.isDynamic || !isLocalService(entry);
	// The id of a key goes where the key goes, as buildx only takes the two together.
	return (secrets.some((secret) => secret.name !== 'access_key_id' && isOpen(secret)) ? secrets : [])
		.filter((secret) => secret.name === 'access_key_id' || isOpen(secret))
		.toSorted((a, b) => Number(a.name === 'access_key_id') - Number(b.name === 'access_key_id'));
}

/** Whether every expansion is the token GitHub gives the job, which ends with it. */
function isJobToken({ value }: Attribute): boolean {
	return (
		value.isOneExpansion && /^\$\{\{\s*(?:github\.token|secrets\.GITHUB_TOKEN)\s*\}\}$/i.test(value.expansions[0]!.text)
	);
}

function severityFor(secret: Attribute, entry: CacheEntry): Severity {
	if (!secret.value.isDynamic) return 'error';
	// buildctl sends nothing of its environment to the daemon, so there may be no better place than the flag.
	return isJobToken(secret) || grammarOf(entry.flag.build.tool) === 'buildctl' ? 'info' : 'warning';
}

/** The edit that gives the step of an action the credentials in its environment, where expressions name them. */
function addEnvironment(entry: CacheEntry, secrets: readonly Attribute[], text: string): Edit | undefined {
	const { build } = entry.flag;
	const named = secrets.map(({ name, value }) => ({ value, variable: variableOf(entry, name) }));
	const isKnown = named.every(({ value, variable }) => {
		const isId = variable === 'AWS_ACCESS_KEY_ID' && /^\w+$/.test(value.text);
		return variable !== undefined && (isId || (value.isOneExpansion && value.written.startsWith('${{')));
	});
	if (!isKnown || entry.typeName !== 's3' || build.pipeline?.stepPlace === undefined) return undefined;
	const step = text.slice(build.span.start, build.span.end);
	const column = build.span.start - (text.lastIndexOf('\n', build.span.start) + 1);
	const indent = ' '.repeat(column);
	const inputs = step.indexOf(`\n${indent}with:`);
	if (inputs === -1 || new RegExp(`(?:^|\\n${indent})env:`).test(step)) return undefined;
	const at = build.span.start + inputs + 1;
	const lines = named.map(({ value, variable }) => `${indent}  ${variable}: ${value.written}\n`);
	return { span: { start: at, end: at }, text: `${indent}env:\n${lines.join('')}` };
}

export default defineRule({
	id: 'secret-in-flag',
	group: 'security',
	severity: 'error',
	preset: 'recommended',
	summary: 'A key or token inside a cache flag.',
	docs: `
What stands in a flag can be read by everybody who sees the file, the list of processes, the log of a build that prints its
commands, or the output of \`docker buildx bake --print\`. A key written out is an error; one that comes from a variable or a secret
of the CI system a warning.

There are better places:

- **s3**: buildx 0.10 and later takes \`AWS_ACCESS_KEY_ID\`, \`AWS_SECRET_ACCESS_KEY\` and \`AWS_SESSION_TOKEN\` from its own
  environment and passes them on to the builder. buildctl does not; there they go into the environment of the daemon, and the
  finding is only for information.
- **gha**: buildx 0.6 and buildctl 0.11 take \`ACTIONS_RUNTIME_TOKEN\` from their environment. \`ghtoken\` is not needed for a cache to
  work: it only looks up what is there already, together with \`repository\`.
- **azblob**: without \`secret_access_key\` the daemon uses the Azure credentials of its own environment or machine.

Nothing is said of \`access_key_id\` without a key, of placeholders such as \`<key>\`, and of literal keys for a service on the same
machine or network (\`endpoint_url=http://minio:9000\`). This holds for all versions of buildx and BuildKit.
`,
	bad: [
		{
			title: 'secrets of a workflow',
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
				          cache-to: type=s3,region=eu-west-1,bucket=b,access_key_id=\${{ secrets.ID }},secret_access_key=\${{ secrets.KEY }}
				                                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`secret_access_key\` in a flag ends up in process lists and logs. Set \`AWS_SECRET_ACCESS_KEY\` in the environment; buildx passes it on.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        env:
				          AWS_ACCESS_KEY_ID: \${{ secrets.ID }}
				          AWS_SECRET_ACCESS_KEY: \${{ secrets.KEY }}
				        with:
				          cache-to: type=s3,region=eu-west-1,bucket=b
			`,
		},
		{
			title: 'a key written out',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=s3,region=eu-west-1,bucket=b,access_key_id=AKIAQ3EGRTZPJ4V7L2DU,secret_access_key=h7Vn2pQxT4sWkL0cYb9mRd3eJf6g"]
				                                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`secret_access_key\` is written out for everyone who sees this file, a process list or a log. Replace the key where it was issued. Set \`AWS_SECRET_ACCESS_KEY\` in the environment; buildx passes it on.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = ["type=s3,region=eu-west-1,bucket=b"]
				}
			`,
		},
		{
			title: 'an account key of Azure in a variable',
			path: 'build.sh',
			text: `
				docker buildx build \\
				  --cache-to "type=azblob,account_url=https://acme.blob.core.windows.net,secret_access_key=$AZURE_KEY" .
				                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`secret_access_key\` in a flag ends up in process lists and logs. Leave it out and give BuildKit the credentials in its own environment.
			`,
			fixed: `
				docker buildx build \\
				  --cache-to "type=azblob,account_url=https://acme.blob.core.windows.net" .
			`,
		},
		{
			title: 'the token of the job, for which a note is enough',
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
				          cache-to: type=gha,mode=max,repository=\${{ github.repository }},ghtoken=\${{ github.token }}
				                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ info: \`ghtoken\` in a flag ends up in process lists and logs. Leave it out; the cache works without it.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=gha,mode=max,repository=\${{ github.repository }}
			`,
		},
		{
			title: 'buildctl, which sends nothing of its environment',
			path: 'build.sh',
			text: `
				buildctl build --frontend dockerfile.v0 --export-cache type=s3,region=r,bucket=b,access_key_id=$ID,secret_access_key=$KEY
				                                                                                                   ^^^^^^^^^^^^^^^^^^^^^^ info: \`secret_access_key\` in a flag ends up in process lists and logs. Set \`AWS_SECRET_ACCESS_KEY\` in the environment of buildkitd; buildctl does not pass it on.
			`,
			fixed: `
				buildctl build --frontend dockerfile.v0 --export-cache type=s3,region=r,bucket=b
			`,
		},
		{
			title: 'a step with an environment of its own',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        env:
				          DOCKER_BUILD_SUMMARY: false
				        with:
				          cache-from: type=s3,region=eu-west-1,bucket=b,access_key_id=\${{ secrets.ID }},secret_access_key=\${{ secrets.KEY }},session_token=\${{ secrets.SESSION }}
				                                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`secret_access_key\` in a flag ends up in process lists and logs. Set \`AWS_SECRET_ACCESS_KEY\` in the environment; buildx passes it on.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        env:
				          DOCKER_BUILD_SUMMARY: false
				        with:
				          cache-from: type=s3,region=eu-west-1,bucket=b
			`,
		},
		{
			title: 'a variable for a service of the network, half of a key from a secret',
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
				          cache-from: type=s3,region=r,bucket=b,endpoint_url=http://minio:9000,access_key_id=admin,secret_access_key=\${{ secrets.KEY }}
				                                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`secret_access_key\` in a flag ends up in process lists and logs. Set \`AWS_SECRET_ACCESS_KEY\` in the environment; buildx passes it on.
				          cache-to: type=azblob,account_url=https://acme.blob.core.windows.net,secret_access_key=\${{ secrets.AZURE }}
				                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: \`secret_access_key\` in a flag ends up in process lists and logs. Leave it out and give BuildKit the credentials in its own environment.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        env:
				          AWS_ACCESS_KEY_ID: admin
				          AWS_SECRET_ACCESS_KEY: \${{ secrets.KEY }}
				        with:
				          cache-from: type=s3,region=r,bucket=b,endpoint_url=http://minio:9000
				          cache-to: type=azblob,account_url=https://acme.blob.core.windows.net
			`,
		},
	],
	good: [
		{
			title: 'keys in the environment',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				      - uses: docker/build-push-action@v6
				        env:
				          AWS_ACCESS_KEY_ID: \${{ secrets.ID }}
				          AWS_SECRET_ACCESS_KEY: \${{ secrets.KEY }}
				        with:
				          cache-to: type=s3,region=eu-west-1,bucket=b
			`,
		},
		{
			title: 'placeholders of documentation',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to "type=s3,region=r,bucket=b,access_key_id=<id>,secret_access_key=<key>" .
				docker buildx build --cache-to type=s3,region=r,bucket=b,access_key_id=xxx,secret_access_key=xxx .
				docker buildx build --cache-to type=s3,region=r,bucket=b,secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY .
			`,
		},
		{
			title: 'the keys a MinIO of the same machine or network ships with',
			path: 'compose.yaml',
			text: `
				services:
				  web:
				    build:
				      context: .
				      cache_to:
				        - type=s3,region=r,bucket=b,endpoint_url=http://localhost:9000,access_key_id=minioadmin,secret_access_key=minioadmin
				        - type=s3,region=r,bucket=c,endpoint_url=http://minio:9000,access_key_id=minioadmin,secret_access_key=minioadmin
			`,
		},
		{
			title: 'the id of a key without the key, empty values',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,access_key_id=ci-cache .
				docker buildx build --cache-to type=gha,token= .
			`,
		},
		{
			title: 'keys of other backends that only look like it',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=o/app:cache,token=abc .
			`,
		},
		{
			title: 'services of the same machine or network by other names',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,endpoint_url=http://127.0.0.1:9000,access_key_id=admin,secret_access_key=admin123 .
				docker buildx build --cache-to type=s3,region=r,bucket=c,endpoint_url=http://minio.local:9000,access_key_id=admin,secret_access_key=admin123 .
			`,
		},
	],
	checkEntry(entry, { file }) {
		const [secret, ...others] = secretsOf(entry);
		if (secret === undefined) return [];
		const removals = [secret, ...others].flatMap((attribute): readonly Edit[] => {
			const removal = removeAttribute(entry, attribute);
			return removal === undefined ? [] : [removal];
		});
		const [first, ...rest] = removals;
		const isWhole = first !== undefined && rest.length === others.length;
		const names = [secret, ...others].map(({ name }) => `\`${name}\``).join(' and ');
		const { advice, remainder } = adviceOnSecrets(entry, secret);
		const environment = addEnvironment(entry, [...others, secret], file.text);
		const added = environment === undefined ? [] : [environment];
		const title =
			environment === undefined ? `Remove ${names}; ${remainder}` : `Move ${names} to the environment of the step`;
		const written = secret.value.isDynamic
			? `\`${secret.name}\` in a flag ends up in ${whereItShows(entry.flag.build)}.`
			: `\`${secret.name}\` is written out for everyone who sees this file, a process list or a log. Replace the key where it was issued.`;
		return [
			{
				span: secret.span,
				message: `${written} ${advice}`,
				severity: severityFor(secret, entry),
				fixes: isWhole ? [{ title, safe: false, edits: [first, ...rest, ...added] }] : [],
				related: others.map((other) => ({ span: other.span, message: `belongs to \`${secret.name}\`` })),
			},
		];
	},
});
