import { createBuild } from '../cache/build.ts';
import { type HclAttribute, type HclBlock, type HclBody, readHcl } from '../text/hcl/readHcl.ts';
import { MappedText } from '../text/mappedText.ts';
import { findBakeFlags } from './bake/findBakeFlags.ts';
import { defineHost } from './host.ts';

/**
 * Terraform files whose `docker_image` resources have a `build` with `cache_from` and `cache_to`, lists as buildx reads them.
 * Source: https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs/resources/image
 */
export default defineHost({
	id: 'terraform',
	comment: '#',
	claim({ path, languageId, text }) {
		if (!/\.(?:tf|tofu)$/.test(path) && !/^(?:terraform|opentofu)$/.test(languageId ?? '')) return undefined;
		return /"docker_image"/.test(text) ? 'name' : undefined;
	},
	find({ text }) {
		const { body, comments } = readHcl(MappedText.verbatim(text));
		const flags = findBakeFlags({ text, body: asTargets(body), style: 'hcl' }).map((flag) => ({
			...flag,
			build: createBuild({ tool: 'buildx', name: flag.build.name, span: flag.build.span, isComplete: false }),
			name: { ...flag.name, correction: undefined },
		}));
		return { flags, comments: comments.map(({ value }) => value) };
	},
});

/** The `build` blocks of images as the targets of a bake file, with the names that Terraform has for values. */
function asTargets({ attributes: _, blocks, span }: HclBody): HclBody {
	const targets = blocks.filter(isImage).flatMap((image) =>
		image.body.blocks
			.filter(({ type }) => type === 'build')
			.map((build): HclBlock => {
				const attributes = build.body.attributes.filter(({ name }) => /^cache_(?:to|from)$/.test(name));
				return {
					...build,
					type: 'target',
					labels: image.labels.slice(1),
					body: { ...build.body, attributes, blocks: [] },
				};
			}),
	);
	const locals = blocks.filter(({ type }) => type === 'locals').flatMap(({ body }) => body.attributes);
	const defaults = blocks
		.filter(({ type }) => type === 'variable')
		.flatMap(({ labels: [label], body }) => {
			const value = body.attributes.find(({ name }) => name === 'default');
			return label === undefined || value === undefined ? [] : [{ ...value, name: label.text }];
		});
	return { attributes: [asObject('local', locals), asObject('var', defaults)], blocks: targets, span };
}

function isImage({ type, labels: [kind] }: HclBlock): boolean {
	return type === 'resource' && kind?.text === 'docker_image';
}

/** `local` as the object that `local.cache` is a part of. */
function asObject(name: string, members: readonly HclAttribute[]): HclAttribute {
	const span = { start: 0, end: 0 };
	const items = members.map((member) => ({
		key: { kind: 'reference' as const, name: member.name, path: member.name, indices: [], span: member.nameSpan },
		name: member.name,
		nameSpan: member.nameSpan,
		value: member.value,
		span: member.span,
	}));
	return { name, nameSpan: span, value: { kind: 'object', items, isClosed: true, span }, span };
}
