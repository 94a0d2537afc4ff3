import { HOLE } from '../../text/mappedText.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';

/** Options and keys as commands and settings have them; a file that only speaks of caches has nothing to find. */
export const FLAG_WORDS = /[-.](?:cache[-_]?(?:to|from)|(?:ex|im)port[-_]cache)|\bcache[-_]?(?:to|from)s?["']?[ \t]*:/i;

/** Last words of keys whose strings a shell runs: `before_script`, `runCommands`, `ansible.builtin.shell`, `build.sh`. */
const SHELL_WORDS = new Set(
	'script scripts run runs cmd cmds command commands sh bash zsh shell exec execute hook hooks'.split(' '),
);
/** Last words of keys whose strings people read. */
const PROSE_WORDS = new Set(
	(
		'name names description descriptions desc title label labels summary message messages help doc docs documentation ' +
		'note notes comment comments text about reason msg usage example examples body subject tip hint annotations md txt ' +
		'keyword keywords strings changelog changes changed fixed added removed releases readme markdown rst adoc regex pattern patterns match query prompt print echo debug'
	).split(' '),
);
/** Programs that build, perhaps behind others that run them, at the beginning of a line. */
const BUILD_COMMAND =
	/^[ \t]*(?:(?:sudo|env|time|exec|command|nohup|-E|[A-Za-z_]\w*=\S*)[ \t]+)*(?:\S*\/)?(?:docker|docker-buildx|buildx|buildctl|buildctl-daemonless\.sh|podman|buildah|nerdctl|depot)[ \t]/;
const BUILD_LINE = new RegExp(BUILD_COMMAND, 'm');
const OPTIONS = new RegExp(`^[\\s${HOLE}]*--?[A-Za-z]`);
const OTHER_SHEBANG = /^\s*#!(?!.*[\s/](?:ba|da|z|k|mk|a)?sh(?:\s|$))/;

/** The last word of a key in lower case: `script` of `before_script`, `command` of `buildCommand`. */
function lastWord(key: string): string {
	const words = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(/[^A-Za-z\d]+/);
	return (words.findLast((word) => word !== '') ?? '').toLowerCase();
}

/** Whether a shell runs the strings under a key. */
export function isShellKey(key: string): boolean {
	return SHELL_WORDS.has(lastWord(key));
}

/** Whether PowerShell runs the strings under a key: `ps` of AppVeyor. */
export function isPowershellKey(key: string): boolean {
	return /^(?:ps|pwsh|powershell)$/.test(key);
}

/** Whether a string gives options to a variable, as an item of a list of variables does: `ARGS="--cache-to type=gha"`. */
export function isAssignment({ value }: YamlScalar): boolean {
	return /^[A-Za-z_]\w*=["']?--?[A-Za-z]/.test(value.text);
}

/** Whether the strings under a key are for people. */
export function isProseKey(key: string): boolean {
	return PROSE_WORDS.has(lastWord(key));
}

/** Whether a string is a build command by itself, whatever its key is. */
export function isBuildCommand({ value, style }: YamlScalar): boolean {
	if (BUILD_COMMAND.test(value.text)) return true;
	return style === 'literal' && BUILD_LINE.test(value.text) && !value.text.includes('```');
}

/** Whether a string begins with options: `--cache-to type=gha --pull`. */
export function isOptions({ value }: YamlScalar): boolean {
	return OPTIONS.test(value.text);
}

/** Whether a string says that another language than shell runs it. */
export function isOtherScript({ value }: YamlScalar): boolean {
	return OTHER_SHEBANG.test(value.text.slice(0, 200).split('\n', 1)[0]!);
}
