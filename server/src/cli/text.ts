import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file's text as the core reads it, and what is needed to write it back unharmed. */
export interface FileText {
	/** Without byte order mark, so that columns of the first line are those of editors. */
	readonly text: string;
	readonly hasBom: boolean;
	/** Whether the bytes are UTF-8; others can be checked but not written, as bytes would be lost. */
	readonly isUtf8: boolean;
	/** Whether it looks like no text at all. */
	readonly isBinary: boolean;
}

/** Larger files, in bytes, are passed over: nobody writes flags there. */
export const LARGEST = 5 * 1024 * 1024;

/** Decodes bytes; never fails. A zero byte near the start makes a file binary. */
export function decodeText(bytes: Uint8Array): FileText {
	const isBinary = bytes.subarray(0, 8000).includes(0);
	const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
	let isUtf8 = true;
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		isUtf8 = false;
		text = new TextDecoder('utf-8').decode(bytes);
	}
	return { text, hasBom, isUtf8, isBinary };
}

/** Replaces a file in one step, so that a crash leaves the old one: a new file beside it, then a rename. Links are followed. */
export async function writeAtomically(path: string, text: string, { hasBom }: FileText): Promise<void> {
	const target = await fs.realpath(path);
	const { mode } = await fs.stat(target);
	const temporary = join(dirname(target), `.cachelint-${randomBytes(6).toString('hex')}`);
	try {
		const handle = await fs.open(temporary, 'wx', mode);
		try {
			await handle.writeFile(hasBom ? `\uFEFF${text}` : text, 'utf8');
			await handle.chmod(mode);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await fs.rename(temporary, target);
	} catch (error) {
		await fs.rm(temporary, { force: true });
		throw error;
	}
}
