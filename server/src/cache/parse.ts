import { readCsvRecord } from '../text/csv.ts';
import { readEncodingCsv } from '../text/encodingCsv.ts';
import { MappedText } from '../text/mappedText.ts';
import { createBuild, grammarOf, type Tool } from './build.ts';
import { type CacheEntry, parseEntries } from './entry.ts';
import type { CacheFlag, Direction } from './flag.ts';
import { quoteAsGo } from './goText.ts';
import { type BuildxTraits, newestTraits } from './traits.ts';

/** What the tool would make of a value, or the error it would stop with; the form `cachelint parse` prints. */
export type ParsedValue =
	| { readonly value: string; readonly entries: readonly ParsedEntry[] }
	| { readonly value: string; readonly error: string };

/** One cache: `{ type: 'registry', attributes: { ref: 'a' } }`. */
export interface ParsedEntry {
	readonly type: string;
	readonly attributes: Readonly<Record<string, string>>;
}

/** A flag made of a value alone, as if it were typed at offset 0 of a document that holds nothing else. */
export function flagOf(value: string, options: { readonly tool: Tool; readonly direction: Direction }): CacheFlag {
	const text = MappedText.verbatim(value);
	return {
		direction: options.direction,
		build: createBuild({ tool: options.tool, span: text.span }),
		name: { text: '--cache-to', span: { start: 0, end: 0 }, correction: undefined },
		span: text.span,
		value: { form: 'text', text },
		origin: 'flag',
		layout: {},
		notes: [],
	};
}

export interface ParseOptions {
	/** Whose grammar; buildx by default. */
	readonly tool?: Tool;
	readonly direction?: Direction;
	/** How the version of buildx in question reads; the newest by default. */
	readonly traits?: BuildxTraits;
}

/**
 * Parses a value as it would reach the tool, accepting and rejecting exactly what it does:
 * `parseValue('type=gha,mode=max')` gives one entry, `parseValue('mode=max')` the error `type required for "mode=max"`.
 */
export function parseValue(value: string, options: ParseOptions = {}): ParsedValue {
	const { tool = 'buildx', direction = 'to', traits = newestTraits } = options;
	if (grammarOf(tool) === 'buildctl') return parseBuildctl(value, tool, direction);
	if (value === '') return traits.skipsEmpty ? { value, entries: [] } : { value, error: 'EOF' };
	let record = value;
	if (traits.csv === 'encoding/csv') {
		const { fields, error } = readEncodingCsv(value);
		if (error !== undefined) return { value, error };
		record = fields.map(inQuotes).join(',');
	}
	if (traits.refLists !== 'nested' && !record.includes('=')) return parseRefs(value, record, traits.refLists);
	const entries = parseEntries(flagOf(record, { tool, direction }));
	const problem = entries.find(({ problems }) => problems.length > 0)?.problems[0];
	if (problem?.code === 'no-type') return { value, error: `${traits.missingTypeWords} ${quoteAsGo(value)}` };
	return problem === undefined ? { value, entries: entries.map(toParsedEntry) } : { value, error: problem.message };
}

function parseBuildctl(value: string, tool: Tool, direction: Direction): ParsedValue {
	if (value === '')
		return { value, error: `registry cache ${direction === 'to' ? 'exporter' : 'importer'} requires ref` };
	const entries = parseEntries(flagOf(value, { tool, direction }));
	const problem = entries.find(({ problems }) => problems.length > 0)?.problems[0];
	return problem === undefined ? { value, entries: entries.map(toParsedEntry) } : { value, error: problem.message };
}

/** A list of refs for the versions that do not read each as a record of its own. */
function parseRefs(value: string, record: string, lists: 'plain' | 'refused'): ParsedValue {
	const { fields, error } = readCsvRecord(MappedText.verbatim(record));
	if (error !== undefined) return { value, error: error.message };
	const refs = fields.map((field) => field.value.text);
	if (lists === 'refused' && refs.length > 1) return { value, error: `invalid value ${refs[0]}` };
	return { value, entries: refs.map((ref) => ({ type: 'registry', attributes: { ref } })) };
}

/** The type and attributes of an entry as the tool would hand them on, the last of repeated keys winning. */
export function toParsedEntry(entry: CacheEntry): ParsedEntry {
	const { type, attributes } = attributesOf(entry);
	return { type, attributes };
}

/**
 * What an entry says in plain strings, expansions as they are written. `value` is its text, or for the object form its
 * CSV in the order of the source: `type=gha,scope=x`.
 */
export function attributesOf(entry: CacheEntry): ParsedEntry & { readonly value: string } {
	const value =
		entry.text?.written ?? entry.attributes.map(({ name, value }) => quoteCsv(`${name}=${value.written}`)).join(',');
	if (entry.form === 'ref') return { type: 'registry', attributes: { ref: value }, value };
	const attributes = new Map<string, string>();
	let type = '';
	for (const attribute of entry.attributes) {
		if (attribute.name === 'type') type = attribute.value.written;
		else attributes.set(attribute.name, attribute.value.written);
	}
	// Unlike an assignment, this also takes a key that is named `__proto__`.
	return { type, attributes: Object.fromEntries(attributes), value };
}

function quoteCsv(field: string): string {
	return /[",]/.test(field) ? inQuotes(field) : field;
}

function inQuotes(field: string): string {
	return `"${field.replaceAll('"', '""')}"`;
}
