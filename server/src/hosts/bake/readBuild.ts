import { type Build, createBuild, type Seen } from '../../cache/build.ts';
import type { HclBlock, HclExpression } from '../../text/hcl/readHcl.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { attributeOf, type Definitions } from './bakeFile.ts';
import { assignmentsOf, asText, objectText } from './texts.ts';

/** How many targets one inherits from another in a row. */
const MAX_INHERITED = 20;

/**
 * What a target says about its build, with what it inherits: `tags` are the images, `output` decides whether it is
 * pushed. The build is complete when everything it inherits from stands in the file with a body of its own (an empty
 * `target "docker-metadata-action" {}` is there to be filled from elsewhere).
 */
export function readBuild(target: HclBlock, definitions: Definitions, file: string): Build {
	const chain = inheritanceOf(target, definitions);
	const find = (name: string) => {
		for (const block of chain.blocks) {
			const value = attributeOf(block, name)?.value;
			if (value !== undefined && !(value.kind === 'literal' && value.text === 'null')) return value;
		}
		return undefined;
	};
	const outputs = textsOf(find('output'), file);
	const noCache = find('no-cache');
	return createBuild({
		tool: 'bake',
		isBakeTarget: true,
		span: target.span,
		name: target.labels[0]?.written,
		isComplete: chain.isComplete,
		images: textsOf(find('tags'), file).filter((text) => text.length > 0),
		outputs,
		pushes: outputs.some(isPush) ? 'yes' : 'unknown',
		loads: outputs.some(({ text }) => /(^|,)type=docker(,|$)/.test(text)) ? 'yes' : 'unknown',
		noCache: noCache === undefined ? 'no' : truthOf(noCache),
		platforms: textsOf(find('platforms'), file),
		context: textOf(find('context'), file),
		file: textOf(find('dockerfile'), file),
		target: textOf(find('target'), file),
		// buildx takes the paths of a bake file from where it is called (bake/bake.go, `toBuildOpt`).
		startsIn: find('dockerfile-inline') === undefined ? 'above' : undefined,
		contexts: argumentsOf(find('contexts'), file),
		args: argumentsOf(find('args'), file),
	});
}

/** The targets that have each target's `cache-to`, because it is the nearest one they inherit. */
export function findHeirs({ targets, targetsByName }: Definitions): ReadonlyMap<HclBlock, readonly HclBlock[]> {
	const heirs = new Map<HclBlock, HclBlock[]>();
	for (const target of targets) {
		// A target with a name of its own making stands for several.
		if (attributeOf(target, 'cache-to') !== undefined || attributeOf(target, 'matrix') !== undefined) continue;
		const { blocks } = inheritanceOf(target, { targetsByName });
		const giver = blocks.find((block) => attributeOf(block, 'cache-to') !== undefined);
		if (giver === undefined) continue;
		const known = heirs.get(giver);
		if (known === undefined) heirs.set(giver, [target]);
		else known.push(target);
	}
	return heirs;
}

/** A target and those it inherits from, the one that counts most first: the last in `inherits` beats those before it. */
function inheritanceOf(
	target: HclBlock,
	{ targetsByName }: Pick<Definitions, 'targetsByName'>,
): { readonly blocks: readonly HclBlock[]; readonly isComplete: boolean } {
	const blocks: HclBlock[] = [];
	let isComplete = true;
	const visit = (block: HclBlock, depth: number) => {
		if (blocks.includes(block)) return;
		blocks.push(block);
		const inherits = attributeOf(block, 'inherits')?.value;
		if (inherits === undefined) return;
		if (inherits.kind !== 'list' || depth > MAX_INHERITED) isComplete = false;
		else {
			for (const item of inherits.items.toReversed()) {
				const name = item.kind === 'string' && !item.value.isDynamic ? item.value.text : undefined;
				const parent = name === undefined ? undefined : targetsByName.get(name);
				if (parent === undefined || parent.body.attributes.length === 0) isComplete = false;
				else visit(parent, depth + 1);
			}
		}
	};
	visit(target, 0);
	return { blocks, isComplete };
}

function textOf(value: HclExpression | undefined, file: string): MappedText | undefined {
	return value === undefined ? undefined : asText(value, file);
}

/** The texts of a list; whatever is not a list is one text. */
function textsOf(value: HclExpression | undefined, file: string): readonly MappedText[] {
	if (value === undefined) return [];
	if (value.kind !== 'list') return [asText(value, file)];
	return value.items.map((item) => (item.kind === 'object' ? objectText(item, file) : asText(item, file)));
}

function argumentsOf(value: HclExpression | undefined, file: string): readonly MappedText[] {
	if (value === undefined) return [];
	return value.kind === 'object' ? assignmentsOf(value, file) : [asText(value, file)];
}

function isPush({ text }: MappedText): boolean {
	return (
		/(^|,)type=registry(,|$)/.test(text) || (/(^|,)type=image(,|$)/.test(text) && /(^|,)push=true(,|$)/.test(text))
	);
}

function truthOf(value: HclExpression): Seen {
	if (value.kind !== 'literal') return 'unknown';
	return value.text === 'true' ? 'yes' : 'no';
}
