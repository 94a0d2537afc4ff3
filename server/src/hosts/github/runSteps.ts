import { readShell } from '../../text/shell/readShell.ts';
import type { YamlScalar } from '../../text/yaml/yamlNode.ts';
import type { HostReading } from '../host.ts';
import type { StepContext } from './context.ts';
import type { Step } from './steps.ts';

/** Shells whose scripts are read; the runner's own is bash, but on Windows. */
const SHELLS = /^(?:bash|sh|dash|zsh|ksh)\b/;

/** What is found in the script of a `run:` step. */
export function readRun(step: Step, run: YamlScalar, _context: StepContext): HostReading {
	if (step.shell !== undefined && !SHELLS.test(step.shell)) return { flags: [], comments: [] };
	const script = readShell(run.value);
	return { flags: [], comments: script.comments };
}
