import { hideExpansions, type MappedText } from '../../text/mappedText.ts';

/**
 * What CI systems and clusters fill into values that no shell reads: `$_TAG`, `${TAG}`, `${TAG##v}`, `$(params.tag)`;
 * with two dollar signs it is left for a shell further on.
 */
const FILLED_IN = /\$\$?(?:[A-Za-z_]\w*|\{(?:[^{}\r\n]|\$?\{[^{}\r\n]*\})*\}|\([^()\r\n]*\))/g;
/** `$$TAG`: a dollar sign for the shell where the CI system fills in `$TAG` itself. */
const DOUBLED = /\$\$(?:[A-Za-z_]\w*|\{[^{}\r\n]*\})/g;

/** A value with everything that is filled in made one hole each: `ref=$_REPO/app:${TAG}` is `ref=￼/app:￼`. */
export function hideFilledIn(value: MappedText): MappedText {
	return hideExpansions(value, FILLED_IN);
}

/** A script as its shell gets it: `$$TAG` is the variable `TAG`. */
export function hideDoubled(script: MappedText): MappedText {
	return hideExpansions(script, DOUBLED);
}
