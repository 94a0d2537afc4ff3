/** The fields of the first record of a text, or the error: `a,"b"` has the fields `a` and `b`. */
export type CsvRecord =
	| { readonly fields: readonly string[]; readonly error: undefined }
	| { readonly fields: undefined; readonly error: string };

const END = 'EOF';
const BARE_QUOTE = 'bare " in non-quoted-field';
const QUOTE = 'extraneous or missing " in quoted-field';

/**
 * Reads a record as Go's encoding/csv does (`Reader.readRecord` and `readLine` of reader.go): blank lines are skipped, a
 * newline outside quotes ends the record and the rest is left alone, `\r\n` is `\n`, and a `\r` at the very end is nothing.
 * Of `a,b\nc` it gives `a` and `b`.
 */
export function readEncodingCsv(text: string): CsvRecord {
	const lines = linesOf(text);
	let number = lines.findIndex((line) => line !== '' && line !== '\n');
	if (number === -1) return refuse(END);
	const first = number;
	let line = lines[number]!;
	let at = 0;
	const fields: string[] = [];
	for (;;) {
		if (line[at] !== '"') {
			const rest = line.slice(at);
			const field = rest.split(',', 1)[0]!;
			const isLast = field.length === rest.length;
			const value = isLast ? field.replace(/\n$/, '') : field;
			const quote = value.indexOf('"');
			if (quote !== -1) return fail(at + quote, BARE_QUOTE);
			fields.push(value);
			if (isLast) return { fields, error: undefined };
			at += field.length + 1;
			continue;
		}
		let value = '';
		at++;
		for (;;) {
			const quote = line.indexOf('"', at);
			if (quote === -1) {
				value += line.slice(at);
				const next = lines[number + 1];
				// Go stays on the line that it has read to its end when nothing follows.
				if (next === undefined || next === '') return fail(line.length, QUOTE);
				number++;
				line = next;
				at = 0;
				continue;
			}
			value += line.slice(at, quote);
			at = quote + 1;
			if (line[at] !== '"') break;
			value += '"';
			at++;
		}
		fields.push(value);
		if (at === line.length || line.slice(at) === '\n') return { fields, error: undefined };
		if (line[at] !== ',') return fail(at - 1, QUOTE);
		at++;
	}

	function fail(index: number, what: string): CsvRecord {
		const column = new TextEncoder().encode(line.slice(0, index)).length + 1;
		const start = first === number ? '' : `record on line ${first + 1}; `;
		return refuse(`${start}parse error on line ${number + 1}, column ${column}: ${what}`);
	}
}

/** Lines with their newline, `\r\n` as `\n`; a carriage return before the end of the text is dropped. */
function linesOf(text: string): readonly string[] {
	const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
	return lines.map((line) => line.replace(/\r\n$/, '\n').replace(/\r$/, ''));
}

function refuse(error: string): CsvRecord {
	return { fields: undefined, error };
}
