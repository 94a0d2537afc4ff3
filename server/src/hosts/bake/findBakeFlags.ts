import type { CacheFlag, FlagName } from '../../cache/flag.ts';
import type { HclBlock, HclExpression } from '../../text/hcl/readHcl.ts';
import { join } from '../../text/span.ts';
import { attributeOf, type BakeFile, readDefinitions } from './bakeFile.ts';
import { readAttributeName } from './names.ts';
import { type Reached, reachAttribute } from './reach.ts';
import { findHeirs, readBuild } from './readBuild.ts';
import { readLayout } from './readLayout.ts';

/** More steps than any file takes; one that multiplies its expressions stops here. */
const FUEL = 50_000;

/** Every cache flag of a bake file, in the order of the file. */
export function findBakeFlags(file: BakeFile): readonly CacheFlag[] {
	const definitions = readDefinitions(file);
	const flags: CacheFlag[] = [];
	const fuel = { left: FUEL };
	// Bake knows a variable of the environment only where the file declares it.
	const home = definitions.variables.has('HOME') ? { home: '${HOME}' } : {};
	const seen = { to: new Set<number>(), from: new Set<number>() };
	const followed = { to: new Set<string>(), from: new Set<string>() };
	const heirs = findHeirs(definitions);
	for (const target of definitions.targets) {
		const attributes = target.body.attributes.flatMap((attribute) => {
			const read = readAttributeName(attribute.name);
			return read === undefined ? [] : [{ attribute, ...read }];
		});
		if (attributes.length === 0) continue;
		const own = readBuild(target, definitions, file.text);
		const inherited = heirs.get(target)?.map((heir) => readBuild(heir, definitions, file.text));
		const build = inherited === undefined ? own : { ...own, heirs: inherited };
		for (const { attribute, direction, correction } of attributes) {
			const name: FlagName = { text: attribute.name, span: attribute.nameSpan, correction };
			const emit = (reached: Reached) => {
				const { value, origin, notes } = reached;
				const place = value.form === 'text' ? value.text.span : value.span;
				// Several ways may lead to one literal, as in `[for c in ["type=gha"] : c != "" ? c : c]`.
				if (seen[direction].has(reached.span.start)) return;
				seen[direction].add(reached.span.start);
				const isThere = origin !== 'variable';
				const line = isThere ? attribute.nameSpan.start : place.start;
				const layout = { ...readLayout(reached, line, file), ...home };
				const span = isThere ? join(name.span, reached.span) : place;
				flags.push({ direction, build, name, span, value, origin, layout, notes });
			};
			reachAttribute(attribute.value, {
				file: file.text,
				definitions,
				loops: matrixOf(target),
				followed: followed[direction],
				fuel,
				emit,
			});
		}
	}
	return flags.sort((a, b) => startOf(a) - startOf(b));
}

/** What the keys of a target's matrix go through. */
function matrixOf(target: HclBlock): ReadonlyMap<string, HclExpression | undefined> {
	const matrix = attributeOf(target, 'matrix')?.value;
	const loops = new Map<string, HclExpression | undefined>();
	if (matrix?.kind !== 'object') return loops;
	for (const { name, value } of matrix.items) if (name !== undefined) loops.set(name, value);
	return loops;
}

function startOf({ value }: CacheFlag): number {
	return value.form === 'text' ? value.text.span.start : value.span.start;
}
