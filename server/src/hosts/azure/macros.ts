import { hideExpansions, type MappedText } from '../../text/mappedText.ts';

/** `$(name)`, which Azure Pipelines fills in before anything sees the script. */
const MACRO = /\$\([A-Za-z_][\w.-]*\)/g;

/** Hides what Azure Pipelines fills in. */
export function hideMacros(text: MappedText): MappedText {
	return text.text.includes('$(') ? hideExpansions(text, MACRO) : text;
}
