import type { Pin, PipelineFacts } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, getPair, getValue, resolve, scalarsOf } from '../../text/yaml/navigate.ts';
import type { YamlNode } from '../../text/yaml/yamlNode.ts';
import { itemsOf, type Job, topValue, valueIn } from './configuration.ts';
import { matrixKeysOf } from './variables.ts';

/** Tags of the Docker images that say a version: `27`, `27.3.1-dind`, `24.0-cli`; the image may come from a mirror. */
const DOCKER_IMAGE = /(?:^|\/)docker:(\d[\w.-]*)$/;
/** `moby/buildkit:v0.19.0-rootless`. */
const BUILDKIT_IMAGE = /(?:^|\/)moby\/buildkit:(v\d[\w.-]*)$/;
/** Tags of the runners GitLab.com itself runs and starts afresh: doc/ci/runners/hosted_runners/_index.md. */
const HOSTED = /^(?:saas-(?:linux|macos|windows)-|gitlab-org-docker$)/;

/** What GitLab gives a job that it does not have itself: from `default:`, or from the top of the file. */
export function settingOf(root: YamlNode, job: Job | undefined, key: string): YamlNode | undefined {
	const own = job && valueIn(job, key);
	return own ?? getPair(topValue(root, 'default'), key)?.value ?? topValue(root, key);
}

/**
 * The versions that the images of a job say. The engine is that of the service that runs it; only a job without such a
 * service has the version of its own image.
 */
export function readPins(root: YamlNode, job: Job | undefined): readonly Pin[] {
	const image = imageOf(settingOf(root, job, 'image'));
	const services = itemsOf(root, settingOf(root, job, 'services')).flatMap((item) => imageOf(item) ?? []);
	const engines = services.filter(({ text }) => /(?:^|\/)docker(?::|$)/.test(text));
	const engine = engines.length > 0 ? engines[0] : image;
	return [
		...pinOf(engine, DOCKER_IMAGE, { of: 'engine', by: engines.length > 0 ? 'services' : 'image' }),
		...[image, ...services].flatMap((name) =>
			pinOf(name, BUILDKIT_IMAGE, { of: 'buildkit', by: 'moby/buildkit image' }),
		),
	];
}

function imageOf(node: YamlNode | undefined): MappedText | undefined {
	const found = resolve(node);
	return asScalar(found?.kind === 'map' ? getPair(found, 'name')?.value : found)?.value;
}

function pinOf(image: MappedText | undefined, pattern: RegExp, pin: Omit<Pin, 'text'>): readonly Pin[] {
	const version = pattern.exec(image?.text ?? '')?.[1];
	if (image === undefined || version === undefined) return [];
	return [{ ...pin, text: image.slice(image.length - version.length) }];
}

/** What a configuration says of the place a job runs in. */
export function readPipeline(root: YamlNode, job: Job): PipelineFacts {
	const rules = itemsOf(root, valueIn(job, 'rules'));
	const refs = itemsOf(root, valueIn(job, 'only')).flatMap((item) =>
		item.kind === 'scalar' ? [item.value] : scalarsOf(getPair(item, 'refs')?.value).map(({ value }) => value),
	);
	const tags = itemsOf(root, settingOf(root, job, 'tags'));
	const conditions = [...rules, ...itemsOf(root, getValue(topValue(root, 'workflow'), 'rules'))].flatMap(
		(rule) => asScalar(getPair(rule, 'if')?.value)?.value ?? [],
	);
	const ownConditions = rules.map((rule) => asScalar(getPair(rule, 'if')?.value)?.value.text ?? '');
	return {
		job: job.name,
		isHosted: tags.some((tag) => tag.kind === 'scalar' && HOSTED.test(tag.value.text)) ? 'yes' : 'unknown',
		hasActionsToken: 'no',
		savedPaths: [...pathsOf(root, settingOf(root, job, 'cache')), ...pathsOf(root, settingOf(root, job, 'artifacts'))],
		runsOnTagsOnly:
			rules.length > 0
				? ownConditions.every((condition) => /^\s*\$CI_COMMIT_TAG\b(?!\s*(?:==|!=)\s*(?:null|""))/.test(condition))
				: refs.length > 0 && refs.every(({ text }) => text === 'tags'),
		matrixKeys: matrixKeysOf(job),
		events: undefined,
		hasPlainRefsOnly: refs.length > 0 && refs.every(isPlainRef),
		conditions: [...conditions, ...refs],
		stepPlace: undefined,
	};
}

/** A branch by name, `main`, and not a kind of ref, `branches`, nor a pattern, `/^release-.*$/`. */
function isPlainRef({ text, isDynamic }: MappedText): boolean {
	const isKind =
		/^(?:api|branches|chat|external|external_pull_requests|merge_requests|pipelines|pushes|schedules|tags|triggers|web)$/;
	return !isDynamic && !isKind.test(text) && !/[/$]/.test(text);
}

/** The paths that `cache:` or `artifacts:` keep; there may be several caches. */
function pathsOf(root: YamlNode, node: YamlNode | undefined): readonly MappedText[] {
	return itemsOf(root, node).flatMap((item) =>
		itemsOf(root, getPair(item, 'paths')?.value).flatMap((path) => (path.kind === 'scalar' ? [path.value] : [])),
	);
}
