import type { FlagNote, FlagValue, Origin } from '../../cache/flag.ts';
import type { HclCall, HclExpression, HclHeredoc, HclList, HclObject, HclString } from '../../text/hcl/readHcl.ts';
import { MappedText } from '../../text/mappedText.ts';
import type { Span } from '../../text/span.ts';
import type { Definitions } from './bakeFile.ts';
import { beginningOf } from './beginning.ts';
import { asExpansion, callText, formatText, isRefused, objectAttributes } from './texts.ts';

/** A value that a cache attribute can come to have. */
export interface Reached {
	readonly value: FlagValue;
	/** The whole of it with its quotes or braces. */
	readonly span: Span;
	readonly origin: Origin;
	/** The list it is an item of, when it stands in one as it is. */
	readonly list: HclList | undefined;
	readonly notes: readonly FlagNote[];
}

/** What is needed to follow expressions through a file. */
export interface Follower {
	readonly file: string;
	readonly definitions: Definitions;
	/** The lists that names of this target go through: keys of `matrix`. */
	readonly loops: Loops;
	/** Names followed already, so that each literal is found once and circles end. */
	readonly followed: Set<string>;
	/** Steps left for the whole file; a file of loops in loops ends here. */
	readonly fuel: { left: number };
	readonly emit: (reached: Reached) => void;
}

/** What a name bound by `for` or `matrix` goes through; `undefined` where that is not known. */
type Loops = ReadonlyMap<string, HclExpression | undefined>;

interface Place {
	readonly origin: Origin;
	readonly loops: Loops;
	readonly list?: HclList;
	/** The expansion around is reported already: names in it are followed, but not reported once more. */
	readonly isReported?: boolean;
	/** How many names were followed to come here. */
	readonly depth?: number;
}

const MAX_FOLLOWED = 10;

/** Calls `emit` for every value that the expression of a cache attribute can give. */
export function reachAttribute(expression: HclExpression, follower: Follower): void {
	reachList(expression, { origin: 'flag', loops: follower.loops }, follower);
}

/** Follows an expression that should be a list of entries. */
function reachList(expression: HclExpression, place: Place, follower: Follower): void {
	if (follower.fuel.left-- <= 0) return;
	switch (expression.kind) {
		case 'list':
			for (const item of expression.items) reachItem(item, { ...place, list: expression }, follower);
			break;
		case 'string': {
			const inner = onlyTemplate(expression);
			// A string that is one template is the value inside, whatever its type.
			if (inner !== undefined) {
				emitText(expression, place, { follower, notes: [] });
				reachList(inner, { ...place, isReported: true }, follower);
			} else emitText(expression, place, { follower, notes: shapeNotes(expression, place) });
			break;
		}
		case 'heredoc':
			emitText(expression, place, { follower, notes: shapeNotes(expression, place) });
			break;
		case 'object':
			emitObject(expression, place, { follower, notes: shapeNotes(expression, place) });
			break;
		case 'conditional':
			// Only one branch counts, so what is in them must not be taken for entries side by side.
			for (const branch of [expression.consequent, expression.alternative]) {
				reachList(branch, { ...place, origin: inExpression(place.origin) }, follower);
			}
			break;
		case 'parenthesised':
			reachList(expression.inner, place, follower);
			break;
		case 'for':
			if (!expression.isObject) {
				const loops = new Map(place.loops);
				for (const name of expression.names) loops.set(name, undefined);
				const last = expression.names.at(-1);
				if (last !== undefined) loops.set(last, expression.collection);
				reachItem(expression.result, { ...place, loops, origin: inExpression(place.origin) }, follower);
			}
			break;
		case 'call':
			reachCall(expression, place, { follower, isList: true });
			break;
		case 'reference':
			reachName(expression, place, { follower, isList: true });
			break;
		case 'access':
			emitExpansion(expression, place, follower);
			break;
		default:
	}
}

/** Follows an expression that should be one entry. */
function reachItem(expression: HclExpression, place: Place, follower: Follower): void {
	if (follower.fuel.left-- <= 0) return;
	const { list: _, ...bare } = place;
	const inner = { ...bare, origin: inExpression(place.origin) };
	switch (expression.kind) {
		case 'string': {
			emitText(expression, place, { follower, notes: [] });
			const template = onlyTemplate(expression);
			if (template !== undefined) reachItem(template, { ...inner, isReported: true }, follower);
			else reachBeginning(expression, place, follower);
			break;
		}
		case 'heredoc':
			emitText(expression, place, { follower, notes: [] });
			break;
		case 'object':
			emitObject(expression, place, { follower, notes: [] });
			break;
		case 'list':
		case 'for':
			reachList(expression, bare, follower);
			break;
		case 'conditional':
			reachItem(expression.consequent, inner, follower);
			reachItem(expression.alternative, inner, follower);
			break;
		case 'parenthesised':
			reachItem(expression.inner, inner, follower);
			break;
		case 'call':
			reachCall(expression, inner, { follower, isList: false });
			break;
		case 'reference':
			reachName(expression, bare, { follower, isList: false });
			break;
		case 'access':
			emitExpansion(expression, bare, follower);
			break;
		default:
	}
}

interface Following {
	readonly follower: Follower;
	/** Whether a list is wanted here, or one entry. */
	readonly isList: boolean;
}

/** Functions that pass on what is in their lists. https://docs.docker.com/build/bake/stdlib/ */
const LIST_FUNCTIONS = new Set(['concat', 'flatten', 'distinct', 'sort', 'setunion', 'coalescelist']);
/** Functions that pass on what is in their first list. */
const FIRST_LIST_FUNCTIONS = new Set(['slice', 'reverse', 'reverselist', 'element', 'setsubtract', 'chunklist']);

function reachCall(call: HclCall, place: Place, { follower, isList }: Following): void {
	const { name, args } = call;
	const reach = isList ? reachList : reachItem;
	const text = callText(call, follower.file);
	const [first] = args;
	if (text !== undefined) {
		reachBeginning(call, place, follower);
		emit({ value: { form: 'text', text }, span: call.span, notes: [] }, place, follower);
	} else if (LIST_FUNCTIONS.has(name)) {
		for (const arg of args) reachList(arg, place, follower);
	} else if (FIRST_LIST_FUNCTIONS.has(name)) {
		if (first !== undefined) reachList(first, place, follower);
	} else if (name === 'compact') {
		// What is empty in it is meant to be empty.
		if (first !== undefined) reachList(first, { ...place, origin: inExpression(place.origin) }, follower);
	} else if (name === 'coalesce' || name === 'try') {
		for (const arg of args) reach(arg, { ...place, origin: inExpression(place.origin) }, follower);
	} else if (name === 'formatlist' && first?.kind === 'string') {
		emit({ value: { form: 'text', text: formatText(first.value) }, span: first.span, notes: [] }, place, follower);
	} else if (name === 'merge' && !isList) emitMerged(call, place, follower);
	else {
		emitExpansion(call, place, follower);
		const result = follower.definitions.functions.get(name);
		const depth = (place.depth ?? 0) + 1;
		if (result !== undefined && depth <= MAX_FOLLOWED) {
			reachDefined(result, { name: `function ${name}`, depth }, { follower, isList });
		}
	}
}

function reachName(
	reference: HclExpression & { readonly kind: 'reference' },
	place: Place,
	following: Following,
): void {
	const { follower, isList } = following;
	const { name, path } = reference;
	emitExpansion(reference, place, follower);
	const depth = (place.depth ?? 0) + 1;
	if (depth > MAX_FOLLOWED) return;
	const reach = isList ? reachList : reachItem;
	const picked = path.split('.').slice(1);
	if (place.loops.has(name)) {
		const collection = place.loops.get(name);
		if (collection?.kind !== 'list') return;
		const origin = inExpression(place.origin);
		for (const item of collection.items) {
			const value = pick(item, picked);
			if (value !== undefined) reach(value, { origin, loops: place.loops, isReported: true, depth }, follower);
		}
		return;
	}
	const value = follower.definitions.variables.get(name);
	const found = value === undefined ? undefined : pick(value, picked);
	if (found !== undefined) reachDefined(found, { name: path, depth }, following);
}

/** What the names lead to in an object: `cache` of `{ cache = "type=gha" }`. */
function pick(value: HclExpression, names: readonly string[]): HclExpression | undefined {
	let found: HclExpression | undefined = value;
	for (const name of names) {
		if (found?.kind !== 'object') return undefined;
		found = found.items.findLast((item) => item.name === name)?.value;
	}
	return found;
}

/** Follows what a variable or function of the file stands for, once. */
function reachDefined(
	value: HclExpression,
	{ name, depth }: { readonly name: string; readonly depth: number },
	{ follower, isList }: Following,
): void {
	const key = `${isList} ${name}`;
	if (follower.followed.has(key)) return;
	follower.followed.add(key);
	(isList ? reachList : reachItem)(value, { origin: 'variable', loops: new Map(), isReported: true, depth }, follower);
}

/** Reports the default of a variable with which a value begins: `type=gha` for `"${CACHE},scope=app"`. */
function reachBeginning(expression: HclString | HclCall, place: Place, follower: Follower): void {
	const beginning = beginningOf(expression);
	if (beginning === undefined || place.loops.has(beginning)) return;
	const value = follower.definitions.variables.get(beginning);
	const key = `beginning ${beginning}`;
	if (value?.kind !== 'string' || !value.value.text.startsWith('type=') || follower.followed.has(key)) return;
	follower.followed.add(key);
	emitText(value, { origin: 'variable', loops: new Map() }, { follower, notes: [{ code: 'joined' }] });
}

/** The expression of a string that is one `${…}` and nothing else. */
function onlyTemplate({ value, templates }: HclString): HclExpression | undefined {
	const [template] = templates;
	return value.isOneExpansion && template !== undefined && !template.isDirective ? template.expression : undefined;
}

function inExpression(origin: Origin): Origin {
	return origin === 'flag' ? 'expression' : origin;
}

interface Emission {
	readonly follower: Follower;
	readonly notes: readonly FlagNote[];
}

function emitText(string: HclString | HclHeredoc, place: Place, { follower, notes }: Emission): void {
	const text = string.kind === 'heredoc' ? fromFirstCharacter(string.value) : string.value;
	if (text.isOneExpansion && place.isReported) return;
	// An empty default is how a variable says that there is no cache.
	if (text.length === 0 && place.origin === 'variable') return;
	emit({ value: { form: 'text', text }, span: string.span, notes }, place, follower);
}

/** The text without the indentation that `<<-` takes away before it. */
function fromFirstCharacter(text: MappedText): MappedText {
	return MappedText.builder(text.startOf(0)).copy(text, 0, text.length).build(text.span.end);
}

function emitObject(object: HclObject, place: Place, { follower, notes }: Emission): void {
	const refused = object.items.filter(({ value }) => isRefused(value)).map(({ value }) => notAString(value.span));
	const attributes = objectAttributes(object, follower.file);
	const value = { form: 'object', attributes, span: object.span } as const;
	emit({ value, span: object.span, notes: [...notes, ...refused] }, place, follower);
}

/** `merge({ type = "gha" }, X)`: the objects as one, and an attribute of unknown name for each part not known. */
function emitMerged(call: HclCall, place: Place, follower: Follower): void {
	const attributes = call.args.flatMap((arg) =>
		arg.kind === 'object'
			? objectAttributes(arg, follower.file)
			: [{ key: asExpansion(arg, follower.file), value: undefined, span: arg.span }],
	);
	emit({ value: { form: 'object', attributes, span: call.span }, span: call.span, notes: [] }, place, follower);
}

function emitExpansion(expression: HclExpression, place: Place, follower: Follower): void {
	if (place.isReported || expression.span.end <= expression.span.start) return;
	const text = asExpansion(expression, follower.file);
	emit({ value: { form: 'text', text }, span: expression.span, notes: [] }, place, follower);
}

function emit(found: Pick<Reached, 'value' | 'span' | 'notes'>, place: Place, { emit }: Follower): void {
	emit({ ...found, origin: place.origin, list: place.list });
}

/**
 * Bake: `list of map of string required, but have string`. A variable may be meant to hold a list only where it is used,
 * so nothing is said of it.
 */
function shapeNotes({ span }: HclExpression, place: Place): readonly FlagNote[] {
	if (place.origin === 'variable') return [];
	const edits = [
		{ span: { start: span.start, end: span.start }, text: '[' },
		{ span: { start: span.end, end: span.end }, text: ']' },
	];
	return [{ code: 'wrong-shape', span, wanted: 'a list', edits }];
}

/** Bake: `element "attrs": string required, but have object`. */
function notAString(span: Span): FlagNote {
	return { code: 'wrong-shape', span, wanted: 'a string', edits: [] };
}
