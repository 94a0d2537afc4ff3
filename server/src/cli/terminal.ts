/** What the command line needs of the process around it; tests give one of their own. */
export interface Terminal {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly isTty: boolean;
	out(text: string): void;
	err(text: string): void;
	/** All of standard input. */
	readInput(): Promise<Uint8Array>;
}

/** A mistake of the one who called: printed as one line, exit code 2. */
export class UsageError extends Error {}

/** Whether to colour: the option, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, then whether people look at it. */
export function wantsColor(terminal: Terminal, option: boolean | undefined): boolean {
	if (option !== undefined) return option;
	const { NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE } = terminal.env;
	if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
	const forced = FORCE_COLOR ?? CLICOLOR_FORCE;
	if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
	return terminal.isTty;
}
