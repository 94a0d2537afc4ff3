import { type Attribute, attributeOf, type CacheEntry } from '../../cache/entry.ts';
import { readGoBool } from '../../catalogue/goValues.ts';
import { isReadAsMeant, judgedBackend } from './parameters.ts';

/** A boolean parameter as an entry has it. */
export interface WrittenBool {
	readonly attribute: Attribute;
	/** `undefined` where an expansion decides, or it is no boolean. */
	readonly value: boolean | undefined;
}

/** The boolean written for a parameter that the entry's backend reads: `false` for `oci-mediatypes=0`. */
export function writtenBool(entry: CacheEntry, name: string): WrittenBool | undefined {
	const attribute = attributeOf(entry, name);
	const parameter = judgedBackend(entry)?.parameters.find((fact) => fact.name === name);
	if (attribute === undefined || !parameter?.directions.includes(entry.direction)) return undefined;
	const isKnown = !attribute.value.isDynamic && isReadAsMeant(entry.flag, attribute.span);
	return { attribute, value: isKnown ? readGoBool(attribute.value.text) : undefined };
}
