/** Keys of jobs that hold scripts. */
const SCRIPT_KEY = /^(?:before_script|script|after_script)$/;
/** Keys that jobs of GitLab have besides. */
const JOB_KEY =
	/^(?:stage|extends|rules|only|except|needs|image|services|tags|artifacts|dependencies|before_script|after_script|interruptible|retry|allow_failure|resource_group|environment|variables)$/;
/** Keys at the top that other systems with jobs do not have. */
const TOP_KEY = /^(?:stages|include|default|workflow|variables|spec)$/;
const KEY = /^([ \t]*)(["']?)([^\s"'#:-][^"'#:]*)\2[ \t]*:(?=\s|$)/;

/**
 * Whether a YAML text is a GitLab configuration, by the look of its lines: an entry at the top that has a script and
 * another thing jobs have, or a script beside `stages:`.
 */
export function looksLikeGitlab(text: string): boolean {
	let hasTop = false;
	let hasScript = false;
	let indent: string | undefined;
	let job = { hasScript: false, hasOther: false };
	for (const line of text.split('\n')) {
		const match = KEY.exec(line);
		if (match === null) continue;
		const [, space = '', , name = ''] = match;
		if (space === '') {
			hasTop ||= TOP_KEY.test(name);
			indent = undefined;
			job = { hasScript: false, hasOther: false };
			continue;
		}
		indent ??= space;
		if (space !== indent) continue;
		job.hasScript ||= SCRIPT_KEY.test(name);
		job.hasOther ||= JOB_KEY.test(name);
		hasScript ||= job.hasScript;
		if (job.hasScript && job.hasOther) return true;
	}
	return hasTop && hasScript;
}
