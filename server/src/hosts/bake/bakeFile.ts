import { type Bakefile, mergeBakefiles } from '../../cache/bakefile.ts';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from '../../text/hcl/readHcl.ts';

/** A bake file, read from HCL or JSON. */
export interface BakeFile {
	/** The whole file. */
	readonly text: string;
	readonly body: HclBody;
	readonly style: 'hcl' | 'json';
}

/** What the names in a bake file stand for. */
export interface Definitions {
	/** Defaults of variables and the values of attributes at the top of the file: `TAG` → `"latest"`. */
	readonly variables: ReadonlyMap<string, HclExpression>;
	/** What each function of the file gives. */
	readonly functions: ReadonlyMap<string, HclExpression>;
	/** All targets, those too that an unclosed block above has swallowed. */
	readonly targets: readonly HclBlock[];
	readonly targetsByName: ReadonlyMap<string, HclBlock>;
}

/** Gathers what is defined anywhere in the file; of what is defined twice the last counts. */
export function readDefinitions({ body }: BakeFile): Definitions {
	const variables = new Map<string, HclExpression>();
	const functions = new Map<string, HclExpression>();
	const targets: HclBlock[] = [];
	const targetsByName = new Map<string, HclBlock>();
	for (const { name, value } of body.attributes) variables.set(name, value);
	const visit = (block: HclBlock) => {
		const label = block.labels[0]?.text;
		if (block.type === 'target') {
			targets.push(block);
			if (label !== undefined) targetsByName.set(label, block);
		} else if (label !== undefined && block.type === 'variable') {
			const value = attributeOf(block, 'default')?.value;
			if (value !== undefined) variables.set(label, value);
		} else if (label !== undefined && block.type === 'function') {
			const value = attributeOf(block, 'result')?.value;
			if (value !== undefined) functions.set(label, value);
		}
		for (const inner of block.body.blocks) visit(inner);
	};
	for (const block of body.blocks) visit(block);
	return { variables, functions, targets, targetsByName };
}

/** What the file says of its targets and groups as a whole. */
export function readBakefile({ body }: BakeFile): Bakefile {
	// Groups of one name are put together, whether they stand in one file or in several.
	return mergeBakefiles(body.blocks.flatMap((block) => readBlock(block) ?? []));
}

/** What one block says, when it is a target or a group with a name. */
function readBlock(block: HclBlock): Bakefile | undefined {
	const label = block.labels[0];
	if (label === undefined) return undefined;
	if (block.type === 'target') {
		const isPlain = !label.isDynamic && attributeOf(block, 'matrix') === undefined;
		return { targets: [isPlain ? label.text : undefined], groups: new Map() };
	}
	if (block.type !== 'group') return undefined;
	return { targets: [], groups: new Map([[label.text, literalsOf(attributeOf(block, 'targets')?.value)]]) };
}

/** The strings of a list, when all of it is literal. */
function literalsOf(value: HclExpression | undefined): readonly string[] | undefined {
	if (value?.kind !== 'list') return undefined;
	const texts = value.items.map((item) =>
		item.kind === 'string' && !item.value.isDynamic ? item.value.text : undefined,
	);
	return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** The attribute of a block by its name; of two the last. */
export function attributeOf(block: HclBlock, name: string): HclAttribute | undefined {
	return block.body.attributes.findLast((attribute) => attribute.name === name);
}
