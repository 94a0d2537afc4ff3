import { MappedText } from '../../text/mappedText.ts';

/** The sign before a command: `$ `, `% `, `❯ `, `root@host:~/app$ `, `(venv) $ `. */
const PROMPT = /^[ \t]*(?:\([\w.-]{1,40}\)[ \t]?)?(?:[\w.@:~/[\]-]{1,60}[ \t]?)?[$%❯][ \t]+/;
/** What a shell prints before a line that goes on: `> `. */
const CONTINUATION = /^[ \t]*>[ \t]/;

/** Whether a text is what a terminal showed: a line of it begins with the sign of a prompt. */
export function isConsole(text: string): boolean {
	return /^[ \t]*[$❯][ \t]+\S/m.test(text);
}

/**
 * The commands in what a terminal showed, one a line: `docker build .` of `$ docker build .⏎=> building`. What no prompt
 * stands before is output, unless the line before it goes on.
 */
export function commandsIn(console: MappedText): MappedText {
	const builder = MappedText.builder(console.span.start);
	const { text } = console;
	let goesOn = false;
	for (let at = 0; at < text.length; ) {
		const feed = text.indexOf('\n', at);
		const next = feed === -1 ? text.length : feed + 1;
		const line = text.slice(at, next);
		const prompt = PROMPT.exec(line) ?? (goesOn ? CONTINUATION.exec(line) : null);
		if (prompt !== null || goesOn) {
			builder.copy(console, at + (prompt?.[0].length ?? 0), next);
			goesOn = /\\\r?\n?$/.test(line);
		}
		at = next;
	}
	return builder.build(console.span.end);
}
