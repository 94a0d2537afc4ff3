/** Whether a shell of `run:` steps speaks the language that is read: `bash`, `sh -e {0}`. */
export function isReadShell(shell: string): boolean {
	return /^(?:bash|sh|dash|zsh|ksh)\b/.test(shell);
}
