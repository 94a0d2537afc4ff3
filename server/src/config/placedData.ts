import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** Plain data with the offsets at which it is written. */
export interface PlacedData {
	/** `undefined` for an empty file and for one that cannot be read. */
	readonly value: unknown;
	/** Where the text is no YAML or JSON, and why. */
	readonly errors: readonly { readonly offset: number; readonly message: string }[];
	/** Where the last of these keys stands; of keys that are not there, where the nearest one above them stands. */
	offsetOf(path: readonly string[]): number;
}

/** Nothing in a configuration file is deeper: `rules`, a rule, an option, an item. */
const DEEPEST = 6;

/** What a walk writes down: offsets by path, and what it objects to. */
interface Notes {
	readonly offsets: Map<string, number>;
	readonly errors: { offset: number; message: string }[];
}

/**
 * Reads YAML; versions at the top, `buildkit: 0.20`, are numbers to YAML and are taken as they are written. Aliases are
 * not followed: nobody needs them here, and a few lines of them can stand for gigabytes.
 */
export function readYamlData(text: string): PlacedData {
	const notes: Notes = { offsets: new Map(), errors: [] };
	return guardDepth(notes, () => {
		const document = parseDocument(text, { prettyErrors: false });
		for (const { message, pos } of document.errors) notes.errors.push({ offset: pos[0], message });
		return walkYaml(document.contents, [], notes);
	});
}

function walkYaml(node: unknown, path: readonly string[], notes: Notes): unknown {
	if (isAlias(node)) {
		notes.errors.push({ offset: node.range?.[0] ?? 0, message: 'aliases are not read here; write it out' });
		return undefined;
	}
	if (isScalar(node)) {
		return path.length === 1 && typeof node.value === 'number' ? (node.source ?? String(node.value)) : node.value;
	}
	if (path.length > DEEPEST) return undefined;
	if (isSeq(node)) return node.items.map((item, index) => walkYaml(item, [...path, String(index)], notes));
	if (!isMap(node)) return undefined;
	return Object.fromEntries(
		node.items.map(({ key, value }) => {
			const name = isScalar(key) ? String(key.source ?? key.value) : '';
			const inner = [...path, name];
			notes.offsets.set(inner.join('\0'), isScalar(key) ? (key.range?.[0] ?? 0) : 0);
			return [name, walkYaml(value, inner, notes)];
		}),
	);
}

/** Reads JSON; comments and trailing commas are allowed. */
export function readJsonData(text: string): PlacedData {
	const notes: Notes = { offsets: new Map(), errors: [] };
	return guardDepth(notes, () => {
		const found: ParseError[] = [];
		const root = parseTree(text, found, { allowTrailingComma: true, allowEmptyContent: true });
		for (const { error, offset } of found)
			notes.errors.push({ offset, message: sentenceOf(printParseErrorCode(error)) });
		return root === undefined ? undefined : walkJson(root, [], notes);
	});
}

/** `PropertyNameExpected` as words: `property name expected`. */
function sentenceOf(code: string): string {
	return code.replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

function walkJson(node: JsonNode, path: readonly string[], notes: Notes): unknown {
	if (path.length > DEEPEST) return undefined;
	const children = node.children ?? [];
	if (node.type === 'array') return children.map((item, index) => walkJson(item, [...path, String(index)], notes));
	if (node.type !== 'object') return node.value;
	return Object.fromEntries(
		children.map(({ children: [key, value] = [] }) => {
			const name = String(key?.value ?? '');
			const inner = [...path, name];
			notes.offsets.set(inner.join('\0'), key?.offset ?? 0);
			return [name, value === undefined ? undefined : walkJson(value, inner, notes)];
		}),
	);
}

/** The parsers go one level of the stack deeper with every bracket, and give up on thousands of them. */
function guardDepth({ offsets, errors }: Notes, read: () => unknown): PlacedData {
	let value: unknown;
	try {
		value = read();
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		errors.push({ offset: 0, message: 'too deep to be read' });
	}
	const offsetOf = (path: readonly string[]): number => {
		for (let length = path.length; length > 0; length--) {
			const offset = offsets.get(path.slice(0, length).join('\0'));
			if (offset !== undefined) return offset;
		}
		return 0;
	};
	return { value, errors, offsetOf };
}
