/** One comma-separated part of a value, by its indices: in `type=gha,"a,b"` the second is 9–14. */
export interface FieldRange {
	readonly start: number;
	readonly end: number;
	/** Whether all of it stands in double quotes, as CSV has it; what is in there is meant as it is written. */
	readonly isQuoted: boolean;
}

const QUOTED = /"(?:[^"]|"")*"(?=,|$)/y;

/**
 * The fields of a value, in order. It differs from reading CSV in what it is for: nothing is an error, so that rules
 * about quotes and spaces can look at text that is no CSV record. `a,"b,c` has the fields `a`, `"b` and `c`.
 */
export function fieldsOf(text: string): readonly FieldRange[] {
	const fields: FieldRange[] = [];
	for (let start = 0; start <= text.length; ) {
		QUOTED.lastIndex = start;
		const quoted = QUOTED.exec(text)?.[0].length;
		const comma = text.indexOf(',', start);
		const end = quoted !== undefined ? start + quoted : comma === -1 ? text.length : comma;
		fields.push({ start, end, isQuoted: quoted !== undefined });
		start = end + 1;
	}
	return fields;
}
