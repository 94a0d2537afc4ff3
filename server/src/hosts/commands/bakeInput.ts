import type { CacheFlag } from '../../cache/flag.ts';
import { readHcl } from '../../text/hcl/readHcl.ts';
import { readJson } from '../../text/json.ts';
import type { MappedText } from '../../text/mappedText.ts';
import type { ShellCommand } from '../../text/shell/readShell.ts';
import { findBakeFlags } from '../bake/findBakeFlags.ts';
import { bodyOfJson } from '../bake/jsonBody.ts';
import { findCall } from './programs.ts';

/**
 * The flags of a bake file that a script writes where bake reads it, in HCL or JSON: `docker buildx bake -f - <<EOF`,
 * `cat <<EOF | docker buildx bake -f -`. `document` is the text of the whole file.
 */
export function findBakeInput(commands: readonly ShellCommand[], document: string): readonly CacheFlag[] {
	return commands.flatMap(({ heredocs, pipedInto, ...command }) => {
		if (
			heredocs.length === 0 ||
			![command, pipedInto].some((reader) => reader !== undefined && readsBakeFile(reader))
		) {
			return [];
		}
		return heredocs.flatMap(({ body }) => readBakeFile(body, document));
	});
}

/** Whether a command is bake with `-f -`, so that standard input is its file. */
function readsBakeFile({ words }: Pick<ShellCommand, 'words'>): boolean {
	if (findCall(words)?.action !== 'bake') return false;
	return words.some(
		({ value }, index) =>
			/^(?:-f-|--file=-|-f=-)$/.test(value.text) ||
			(value.text === '-' && /^(?:-f|--file)$/.test(words[index - 1]?.value.text ?? '')),
	);
}

function readBakeFile(body: MappedText, document: string): readonly CacheFlag[] {
	if (body.text.trimStart().startsWith('{')) {
		return findBakeFlags({ text: document, body: bodyOfJson(readJson(body).root), style: 'json' });
	}
	return findBakeFlags({ text: document, body: readHcl(body).body, style: 'hcl' });
}
