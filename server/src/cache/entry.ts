import { type CsvError, type CsvField, readCsvRecord } from '../text/csv.ts';
import type { MappedText } from '../text/mappedText.ts';
import { remember } from '../text/remember.ts';
import type { Span } from '../text/span.ts';
import { type Build, grammarOf } from './build.ts';
import type { CacheFlag, Direction } from './flag.ts';
import { quoteAsGo, toLowerAsGo } from './goText.ts';

/** One `key=value` of an entry. In `type=gha,Mode=max` the second is `{ name: 'mode', key: 'Mode', value: 'max' }`. */
export interface Attribute {
	/** The key as the tool knows it: lower-cased in strings, as typed in the object form. Not trimmed. */
	readonly name: string;
	readonly key: MappedText;
	readonly value: MappedText;
	/** From the key to the end of the value; the quotes of a quoted CSV field are part of it. */
	readonly span: Span;
	/** Whether it stands in CSV quotes, `"dest=a,b"`. */
	readonly isQuoted: boolean;
}

/** A comma-separated part without `=`: in `type=gha,mode` the `mode`. The tools refuse it. */
export interface BareField {
	readonly value: MappedText;
	readonly span: Span;
}

/** Why the tool refuses an entry, in the order it looks. */
export type EntryProblem =
	/** The text is no CSV record. */
	| { readonly code: 'csv'; readonly error: CsvError; readonly span: Span; readonly message: string }
	/** A field without `=` beside others. */
	| { readonly code: 'no-value'; readonly field: BareField; readonly span: Span; readonly message: string }
	/** No `type=`, or an empty one. */
	| { readonly code: 'no-type'; readonly span: Span; readonly message: string };

/**
 * One cache: what the tool makes of a flag's value. A list of bare refs (`a/b:c,d/e:f`) makes one entry each.
 *
 * `type=registry,ref=o/app:cache,mode=max` is `{ form: 'attributes', typeName: 'registry', attributes: [type, ref, mode] }`.
 */
export interface CacheEntry {
	readonly flag: CacheFlag;
	readonly direction: Direction;
	/** All of the entry, as typed. */
	readonly span: Span;
	/**
	 * `attributes`: `key=value` pairs. `ref`: a bare image reference. `opaque`: one expansion and nothing else. `empty`:
	 * nothing at all. `object`: bake's object form. `other`: a tool whose values are not BuildKit's.
	 */
	readonly form: 'attributes' | 'ref' | 'opaque' | 'empty' | 'object' | 'other';
	/** The text of the entry; the object form has none. */
	readonly text: MappedText | undefined;
	/** All attributes in order, `type` among them, repeated ones too. */
	readonly attributes: readonly Attribute[];
	readonly bareFields: readonly BareField[];
	readonly problems: readonly EntryProblem[];
	/** There may be more attributes than we see, in an expansion or joined to it: never report something as missing. */
	readonly isOpen: boolean;
	/** The backend when it is a literal: `registry` for a bare ref, else the last `type`. Case as typed. */
	readonly typeName: string | undefined;
}

/** A build with the entries of its flags. */
export interface BuildView {
	readonly build: Build;
	readonly entries: readonly CacheEntry[];
}

/** The attribute that counts under this name: the last one, as later ones replace earlier ones. */
export function attributeOf(entry: CacheEntry, name: string): Attribute | undefined {
	return entry.attributes.findLast((attribute) => attribute.name === name);
}

/** The value of an attribute, when it is there and holds no expansion. */
export function literalOf(entry: CacheEntry, name: string): string | undefined {
	const value = attributeOf(entry, name)?.value;
	return value === undefined || value.isDynamic ? undefined : value.text;
}

/** The image reference an entry names: `ref=` of a registry entry, or the whole of a bare ref. */
export function refOf(entry: CacheEntry): MappedText | undefined {
	if (entry.form === 'ref') return entry.text;
	return entry.typeName === 'registry' ? attributeOf(entry, 'ref')?.value : undefined;
}

/**
 * Reads what a flag's value means to its tool. Never throws; what the tool would refuse is in `problems`.
 * Source: docker/buildx util/buildflags/cache.go (`ParseCacheEntry`), moby/buildkit cmd/buildctl/build/exportcache.go.
 */
export const parseEntries = remember((flag: CacheFlag): readonly CacheEntry[] => {
	if (flag.value.form === 'object') return [readObject(flag, flag.value.attributes, flag.value.span)];
	const { text } = flag.value;
	const grammar = grammarOf(flag.build.tool);
	if (text.isOneExpansion) return [createEntry(flag, { form: 'opaque', text, isOpen: true })];
	if (text.length === 0) return [createEntry(flag, { form: 'empty', text })];
	if (grammar === 'other') return [createEntry(flag, { form: 'other', text, isOpen: text.isDynamic })];
	if (grammar === 'buildctl') return [readBuildctl(flag, text)];
	if (text.text.includes('=')) return [readRecord(flag, text)];
	return readRefList(flag, text);
});

/** A value without `=` is a CSV list of refs, each its own entry. */
function readRefList(flag: CacheFlag, text: MappedText): readonly CacheEntry[] {
	const { fields, error } = readCsvRecord(text);
	if (error !== undefined) {
		return [createEntry(flag, { form: 'ref', text, isOpen: text.isDynamic, problems: [csvProblem(error)] })];
	}
	return fields.map((field) => readRef(flag, field));
}

function readRef(flag: CacheFlag, field: CsvField): CacheEntry {
	const { value, span } = field;
	if (value.isOneExpansion) return createEntry(flag, { form: 'opaque', text: value, span, isOpen: true });
	// buildx reads each field once more as a record of its own, so quotes or commas inside quotes and empty fields are errors.
	const again = readCsvRecord(value);
	const problems: EntryProblem[] = again.error === undefined ? [] : [csvProblem({ ...again.error, span })];
	const first = again.fields[0];
	if (problems.length === 0 && first !== undefined && again.fields.length > 1 && !value.isDynamic) {
		problems.push({
			code: 'no-value',
			field: { value: first.value, span: first.span },
			span,
			message: `invalid value ${first.value.text}`,
		});
	}
	const inner = again.fields.length === 1 ? again.fields[0]!.value : value;
	return createEntry(flag, { form: 'ref', text: inner, span, isOpen: value.isDynamic, typeName: 'registry', problems });
}

/** buildctl takes a value in which `type=` does not occur as one legacy ref, whatever else is in it. */
function readBuildctl(flag: CacheFlag, text: MappedText): CacheEntry {
	if (text.text.includes('type=')) return readRecord(flag, text);
	// An expansion may hold the `type=`; then nothing is known of the rest.
	const isOpen = text.isDynamic;
	return createEntry(flag, {
		form: isOpen && text.text.includes('=') ? 'attributes' : 'ref',
		text,
		isOpen,
		typeName: isOpen ? undefined : 'registry',
	});
}

function readRecord(flag: CacheFlag, text: MappedText): CacheEntry {
	const { fields, error } = readCsvRecord(text);
	const attributes: Attribute[] = [];
	const bareFields: BareField[] = [];
	const problems: EntryProblem[] = error === undefined ? [] : [csvProblem(error)];
	for (const field of fields) {
		const equals = field.value.text.indexOf('=');
		if (equals === -1) {
			const bare = { value: field.value, span: field.span };
			bareFields.push(bare);
			if (!field.value.isDynamic) {
				problems.push({
					code: 'no-value',
					field: bare,
					span: field.span,
					message: `invalid value ${field.value.text}`,
				});
			}
			continue;
		}
		const key = field.value.slice(0, equals);
		attributes.push({
			name: toLowerAsGo(key.written),
			key,
			value: field.value.slice(equals + 1),
			span: field.span,
			isQuoted: field.isQuoted,
		});
	}
	const isOpen = isJoined(flag) || fields.some((field) => mayHoldMore(field.value));
	const type = attributes.findLast((attribute) => attribute.name === 'type')?.value;
	if (problems.length === 0 && !isOpen && (type === undefined || type.length === 0)) {
		problems.push({ code: 'no-type', span: text.span, message: missingType(flag, text) });
	}
	return createEntry(flag, {
		form: 'attributes',
		text,
		attributes,
		bareFields,
		problems,
		isOpen,
		typeName: type === undefined || type.isDynamic || type.length === 0 ? undefined : type.text,
	});
}

function missingType(flag: CacheFlag, text: MappedText): string {
	if (grammarOf(flag.build.tool) === 'buildctl') {
		return `--${flag.direction === 'to' ? 'export' : 'import'}-cache requires type=<type>`;
	}
	return `type required for ${quoteAsGo(text.written)}`;
}

function readObject(
	flag: CacheFlag,
	attributes: readonly { readonly key: MappedText; readonly value: MappedText | undefined; readonly span: Span }[],
	span: Span,
): CacheEntry {
	const read: Attribute[] = [];
	let isOpen = false;
	for (const { key, value, span } of attributes) {
		if (key.isDynamic) isOpen = true;
		if (value !== undefined) read.push({ name: key.written, key, value, span, isQuoted: false });
	}
	const type = read.findLast((attribute) => attribute.name === 'type')?.value;
	const problems: EntryProblem[] =
		!isOpen && (type === undefined || type.length === 0) ? [{ code: 'no-type', span, message: 'type required' }] : [];
	return createEntry(flag, {
		form: 'object',
		span,
		attributes: read,
		problems,
		isOpen,
		typeName: type === undefined || type.isDynamic || type.length === 0 ? undefined : type.text,
	});
}

/** An expansion at the edge of a field may bring a comma and more fields; one with text around it is part of a value. */
function mayHoldMore(field: MappedText): boolean {
	const last = field.expansions.at(-1);
	return last !== undefined && (last.index === field.length - 1 || field.expansions[0]!.index === 0);
}

/** Whether more attributes are joined to the value where it is used. */
export function isJoined({ notes }: CacheFlag): boolean {
	return notes.some(({ code }) => code === 'joined');
}

function csvProblem(error: CsvError): EntryProblem {
	return { code: 'csv', error, span: error.span, message: error.message };
}

function createEntry(flag: CacheFlag, facts: Pick<CacheEntry, 'form'> & Partial<CacheEntry>): CacheEntry {
	return {
		flag,
		direction: flag.direction,
		span: facts.text?.span ?? flag.span,
		text: undefined,
		attributes: [],
		bareFields: [],
		problems: [],
		isOpen: false,
		typeName: undefined,
		...facts,
	};
}
