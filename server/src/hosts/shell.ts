import { MappedText } from '../text/mappedText.ts';
import { readShell } from '../text/shell/readShell.ts';
import { findCalls, findCommandFlags, mayCall } from './commands/findCommandFlags.ts';
import { movedPathsIn } from './commands/movedPaths.ts';
import { defineHost, FLAG_OR_CALL } from './host.ts';

const SCRIPT_PATH =
	/\.(?:sh|bash|zsh|ksh|dash|ash|bats|command|envrc)$|(?:^|\/)\.?(?:bashrc|bash_profile|bash_aliases|zshrc|zprofile|profile|envrc)$/i;
const OTHER_SHELL = /\.(?:fish|csh|tcsh|ps1|bat|cmd)$/i;
const LANGUAGE = /^(?:shellscript|shell|sh|bash|zsh|ksh)$/;
const SHEBANG = /^#!.*[\s/](?:ba|da|z|k|mk|a)?sh(?:\s|$)/;
const OTHER_SHEBANG = /^#!.*[\s/](?:fish|t?csh|pwsh|nu|xonsh)(?:\s|$)/;

/** Shell scripts of any dialect that sh, bash, zsh and ksh share. */
export default defineHost({
	id: 'shell',
	comment: '#',
	words: FLAG_OR_CALL,
	claim({ path, languageId, text }) {
		if (OTHER_SHELL.test(path) || OTHER_SHEBANG.test(text.slice(0, 200))) return undefined;
		if (SCRIPT_PATH.test(path) || LANGUAGE.test(languageId ?? '')) return 'name';
		return SHEBANG.test(text.slice(0, 200).split('\n', 1)[0] ?? '') ? 'content' : undefined;
	},
	find(file) {
		const script = readShell(MappedText.verbatim(file.text));
		const surroundings = { movedPaths: movedPathsIn(script.commands) };
		const context = { document: file.text, surroundings };
		return {
			flags: findCommandFlags(script, context),
			comments: script.comments,
			calls: mayCall(file.text) ? findCalls(script, context) : [],
		};
	},
});
