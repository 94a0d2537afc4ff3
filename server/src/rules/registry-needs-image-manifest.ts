import { addAttribute, removeAttribute } from '../cache/edits.ts';
import { type CacheEntry, refOf } from '../cache/entry.ts';
import { IMAGE_MANIFEST_DEFAULT } from '../catalogue/milestones.ts';
import { formatVersion } from '../catalogue/version.ts';
import { describeKnownVersion } from '../catalogue/versions.ts';
import { defineRule, type Edit, type Fix, type Report, type RuleContext } from './rule.ts';
import { locationOf } from './shared/location.ts';
import { raisePinFixes } from './shared/raisePin.ts';
import { strictRegistryOf } from './shared/strictRegistry.ts';
import { type WrittenBool, writtenBool } from './shared/writtenBool.ts';

const SINCE = `BuildKit ${formatVersion(IMAGE_MANIFEST_DEFAULT, true)}`;
const OR_LATER = SINCE.replace(' ', ' ≥ ');
const FLAGS = 'image-manifest=true,oci-mediatypes=true';

interface Written {
	readonly image: WrittenBool | undefined;
	readonly oci: WrittenBool | undefined;
}

/** The fix that has an entry ask for an image manifest, whatever is written of it so far. */
function askFixes(entry: CacheEntry, { image, oci }: Written): readonly Fix[] {
	const title = `Add \`${FLAGS}\``;
	if (entry.form === 'ref') {
		const { value } = entry.flag;
		const text = entry.text!;
		if (value.form !== 'text' || value.text.length !== text.length) return [];
		const { start, end } = text.span;
		const before: Edit = { span: { start, end: start }, text: 'type=registry,ref=' };
		return [{ title, safe: false, edits: [before, { span: { start: end, end }, text: `,${FLAGS}` }] }];
	}
	const written = [image, oci].flatMap((part) => (part === undefined ? [] : [part.attribute.value.span]));
	const additions = [
		...(image === undefined ? ['image-manifest'] : []),
		...(oci === undefined ? ['oci-mediatypes'] : []),
	].flatMap((name) => addAttribute(entry, name, 'true') ?? []);
	const text = additions.map((addition) => addition.text).join('');
	const place = additions[0]?.span;
	// Two edits that touch are one.
	const isBehind = written.some(({ end }) => end === place?.start);
	const changes = written.map((span): Edit => ({ span, text: span.end === place?.start ? `true${text}` : 'true' }));
	const addition = place === undefined || isBehind ? [] : [{ span: place, text }];
	const [first, ...others] = [...changes, ...addition];
	return first === undefined
		? []
		: [{ title: image === undefined ? title : `Write \`${FLAGS}\``, safe: false, edits: [first, ...others] }];
}

/** An attribute that keeps BuildKit from writing an image manifest: `image-manifest=false` or `oci-mediatypes=false`. */
function turnedOff(entry: CacheEntry, off: WrittenBool, context: RuleContext): Report {
	const { name, value, span } = off.attribute;
	const written = `${name}=${value.text}`;
	const isCertain = context.versions.buildkit !== undefined && isDefaultHere(context);
	const removal = isCertain ? removeAttribute(entry, off.attribute) : undefined;
	const { host } = strictRegistryOf(entry, context.settings)!;
	const advice = removal === undefined ? `Write \`${FLAGS}\`.` : 'Remove it.';
	const parts = { image: writtenBool(entry, 'image-manifest'), oci: writtenBool(entry, 'oci-mediatypes') };
	return {
		span,
		severity: name === 'image-manifest' ? 'error' : 'warning',
		message:
			`\`${host}\` rejects BuildKit's index-style cache manifest (400 after the build), which \`${written}\` asks for. ` +
			advice,
		fixes:
			removal === undefined
				? askFixes(entry, parts)
				: [{ title: `Remove \`${written}\``, safe: false, edits: [removal] }],
	};
}

/** Nothing that counts is written, so the version decides. */
function leftOut(entry: CacheEntry, context: RuleContext): Report | undefined {
	const { versions, settings } = context;
	const { host, name } = strictRegistryOf(entry, settings)!;
	const { span } = refOf(entry)!;
	const asked = askFixes(entry, { image: undefined, oci: writtenBool(entry, 'oci-mediatypes') });
	const known = versions.buildkit;
	if (known === undefined) {
		const message = `This works from ${SINCE} on; an older one exports an image index, which ${name} rejects. \`${FLAGS}\` works with both.`;
		return { span, severity: 'info', message, fixes: asked };
	}
	if (isDefaultHere(context)) return undefined;
	const start = `\`${host}\` rejects BuildKit's index-style cache manifest (400 after the build).`;
	const raised = raisePinFixes(known, 'buildkit', IMAGE_MANIFEST_DEFAULT);
	if (!canAsk(context)) {
		const message = `${start} ${describeKnownVersion('buildkit', known)} can write no other. Use ${OR_LATER}.`;
		return { span, message, fixes: raised };
	}
	const message = `${start} Add \`${FLAGS}\`, or use ${OR_LATER} where it is the default.`;
	return { span, message, fixes: [...asked, ...raised] };
}

/** Whether the version knows `image-manifest`. */
function canAsk({ catalogue }: RuleContext): boolean {
	return catalogue.parameter('registry', 'image-manifest', 'to') !== undefined;
}

/** Whether the version, the newest where none is known, writes an image manifest without being told. */
function isDefaultHere({ catalogue }: RuleContext): boolean {
	const parameter = catalogue.parameter('registry', 'image-manifest', 'to');
	return parameter !== undefined && catalogue.defaultOf(parameter) === 'true';
}

/** Whether `oci-mediatypes=false` turns that default off; in 0.21.0 and 0.21.1 the two are in conflict. */
function givesWay({ catalogue }: RuleContext): boolean {
	const parameter = catalogue.parameter('registry', 'image-manifest', 'to');
	return parameter !== undefined && catalogue.defaultFactOf(parameter)?.note !== undefined;
}

export default defineRule({
	id: 'registry-needs-image-manifest',
	group: 'registries',
	severity: 'warning',
	preset: 'recommended',
	summary: 'A cache in a form that its registry rejects.',
	docs: `
Before ${SINCE} a cache is exported as an image index whose entries are layers. Some registries refuse that after the whole
build: \`error writing manifest blob: failed commit on ref "sha256:…": unexpected status … 400 Bad Request\`. Known to do so are Amazon
ECR, \`gcr.io\`, \`quay.io\` and JFrog Artifactory (\`*.jfrog.io\`); more hosts, of a Harbor or a Quay of your own for instance, can be named in
\`cachelint.registries\`. Docker Hub, GHCR, GitLab, Azure and Google's Artifact Registry take it.

\`image-manifest=true,oci-mediatypes=true\` makes it an image manifest, which all registries take. BuildKit knows it from 0.12 on, and from 0.21 on
(Docker Engine 28.1) it is the default; \`image-manifest=false\` turns that off, and from 0.22 on so does \`oci-mediatypes=false\`.

Where the version is not known it is an information only: a current BuildKit writes the right form. Where it is 0.21 or later and
nothing is turned off, nothing is said. Entries that end in an expansion may hold the flags and are left alone.
`,
	bad: [
		{
			title: 'an older BuildKit and Amazon ECR',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.19.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=\${{ vars.ACCOUNT }}.dkr.ecr.eu-west-1.amazonaws.com/app:cache,mode=max
				                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`*.dkr.ecr.eu-west-1.amazonaws.com\` rejects BuildKit's index-style cache manifest (400 after the build). Add \`image-manifest=true,oci-mediatypes=true\`, or use BuildKit ≥ 0.21 where it is the default.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.19.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=\${{ vars.ACCOUNT }}.dkr.ecr.eu-west-1.amazonaws.com/app:cache,mode=max,image-manifest=true,oci-mediatypes=true
			`,
			otherwise: {
				'Raise `0.19.0` to `0.21.1`': `
					on: push
					jobs:
					  build:
					    runs-on: ubuntu-latest
					    steps:
					      - uses: docker/setup-buildx-action@v3
					        with:
					          driver-opts: image=moby/buildkit:v0.21.1
					      - uses: docker/build-push-action@v6
					        with:
					          cache-to: type=registry,ref=\${{ vars.ACCOUNT }}.dkr.ecr.eu-west-1.amazonaws.com/app:cache,mode=max
				`,
			},
		},
		{
			title: 'a version that is not known',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,ref=quay.io/o/app:cache,mode=max .
				                                                 ^^^^^^^^^^^^^^^^^^^ info: This works from BuildKit 0.21 on; an older one exports an image index, which Quay rejects. \`image-manifest=true,oci-mediatypes=true\` works with both.
				docker buildx build --cache-to gcr.io/o/app:cache .
				                               ^^^^^^^^^^^^^^^^^^ info: This works from BuildKit 0.21 on; an older one exports an image index, which Google Container Registry rejects. \`image-manifest=true,oci-mediatypes=true\` works with both.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,ref=quay.io/o/app:cache,mode=max,image-manifest=true,oci-mediatypes=true .
				docker buildx build --cache-to type=registry,ref=gcr.io/o/app:cache,image-manifest=true,oci-mediatypes=true .
			`,
		},
		{
			title: 'turned off',
			path: 'docker-bake.hcl',
			settings: { buildkit: '0.23' },
			text: `
				target "app" {
				  cache-to = ["type=registry,ref=o.jfrog.io/docker/app:a,image-manifest=false", "type=registry,ref=quay.io/o/app:b,oci-mediatypes=false"]
				                                                         ^^^^^^^^^^^^^^^^^^^^ error: \`o.jfrog.io\` rejects BuildKit's index-style cache manifest (400 after the build), which \`image-manifest=false\` asks for. Remove it.
				                                                                                                                   ^^^^^^^^^^^^^^^^^^^^ \`quay.io\` rejects BuildKit's index-style cache manifest (400 after the build), which \`oci-mediatypes=false\` asks for. Remove it.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = ["type=registry,ref=o.jfrog.io/docker/app:a", "type=registry,ref=quay.io/o/app:b"]
				}
			`,
		},
		{
			title: 'turned off, with a version that is not known',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=registry,image-manifest=false,ref=public.ecr.aws/o/app:cache .
				                                             ^^^^^^^^^^^^^^^^^^^^ error: \`public.ecr.aws\` rejects BuildKit's index-style cache manifest (400 after the build), which \`image-manifest=false\` asks for. Write \`image-manifest=true,oci-mediatypes=true\`.
			`,
			fixed: `
				docker buildx build --cache-to type=registry,image-manifest=true,ref=public.ecr.aws/o/app:cache,oci-mediatypes=true .
			`,
		},
		{
			title: 'a BuildKit that can not do it',
			path: 'build.sh',
			settings: { buildkit: '0.11.6' },
			text: `
				docker buildx build --cache-to type=registry,ref=quay.io/o/app:cache .
				                                                 ^^^^^^^^^^^^^^^^^^^ \`quay.io\` rejects BuildKit's index-style cache manifest (400 after the build). BuildKit 0.11.6 from the settings can write no other. Use BuildKit ≥ 0.21.
			`,
		},
		{
			title: 'a registry of the settings, the object form, an older Docker Engine',
			path: 'docker-bake.hcl',
			settings: { registries: ['harbor.example.com'], engine: '27.5' },
			text: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "harbor.example.com/o/app:cache", oci-mediatypes = false }]
				                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`harbor.example.com\` rejects BuildKit's index-style cache manifest (400 after the build). Add \`image-manifest=true,oci-mediatypes=true\`, or use BuildKit ≥ 0.21 where it is the default.
				}
			`,
			fixed: `
				target "app" {
				  cache-to = [{ type = "registry", ref = "harbor.example.com/o/app:cache", oci-mediatypes = true, image-manifest = "true" }]
				}
			`,
		},
	],
	good: [
		{
			title: 'with the flags',
			path: 'build.sh',
			settings: { buildkit: '0.19' },
			text: `
				docker buildx build --cache-to type=registry,ref=quay.io/o/app:cache,image-manifest=true,oci-mediatypes=true .
			`,
		},
		{
			title: 'a BuildKit that does it anyway',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/setup-buildx-action@v3
				        with:
				          driver-opts: image=moby/buildkit:v0.21.0
				      - uses: docker/build-push-action@v6
				        with:
				          cache-to: type=registry,ref=123.dkr.ecr.eu-west-1.amazonaws.com/app:cache,mode=max
			`,
		},
		{
			title: 'registries that take an index, and an older BuildKit',
			path: 'build.sh',
			settings: { buildkit: '0.19' },
			text: `
				docker buildx build --cache-to type=registry,ref=ghcr.io/o/app:c --cache-to type=registry,ref=o/app:c .
				docker buildx build --cache-to type=registry,ref=o.azurecr.io/app:c --cache-to type=registry,ref=registry.gitlab.com/o/app:c .
				docker buildx build --cache-to type=registry,ref=europe-docker.pkg.dev/o/r/app:c --cache-to "type=registry,ref=$REGISTRY/app:c" .
			`,
		},
		{
			title: 'imports, and entries that may hold more',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=registry,ref=quay.io/o/app:cache --cache-to type=inline .
				docker buildx build --cache-to "type=registry,ref=quay.io/o/app:$TAG" --cache-to "type=registry,ref=quay.io/o/app:c,$MORE" .
				docker buildx build --cache-to "type=registry,ref=quay.io/o/app:c,image-manifest=$MANIFEST" .
			`,
		},
		{
			title: 'the conflict of 0.21.0: another mistake',
			path: 'build.sh',
			settings: { buildkit: '0.21.0' },
			text: `
				docker buildx build --cache-to type=registry,ref=quay.io/o/app:cache,oci-mediatypes=false .
			`,
		},
	],
	checkEntry(entry, context) {
		const isRegistry = entry.direction === 'to' && locationOf(entry)?.type === 'registry';
		if (!isRegistry || strictRegistryOf(entry, context.settings) === undefined) return [];
		const image = writtenBool(entry, 'image-manifest');
		const oci = writtenBool(entry, 'oci-mediatypes');
		if (image !== undefined && image.value !== false) return [];
		if (image !== undefined && canAsk(context)) return [turnedOff(entry, image, context)];
		if (oci?.value === false && isDefaultHere(context))
			return givesWay(context) ? [turnedOff(entry, oci, context)] : [];
		if (entry.isOpen || (oci !== undefined && oci.value === undefined)) return [];
		const report = leftOut(entry, context);
		return report === undefined ? [] : [report];
	},
});
