import type { MappedText } from '../../text/mappedText.ts';
import type { Surroundings } from './actions.ts';
import type { Scope } from './variables.ts';

/** What a step is read with. */
export interface StepContext {
	/** The workflow as it stands in the file. */
	readonly source: MappedText;
	readonly scope: Scope;
	readonly surroundings: Surroundings;
}
