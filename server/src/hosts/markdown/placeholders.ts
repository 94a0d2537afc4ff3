import type { CacheFlag } from '../../cache/flag.ts';
import { hideExpansions } from '../../text/mappedText.ts';

/**
 * What readers are to replace or to imagine: `<your registry>`, `...`, `xxx`, `your-user`, `YOUR_IMAGE`. The sign before
 * `<` keeps here-documents out, the one before `>` redirections.
 */
export const PLACEHOLDER =
	/(?<![<\w])<[A-Za-z$](?:[\w .:/|-]{0,60}[\w.])?>|(?<=[=/:,\w])<[A-Za-z$](?:[\w .:/|-]{0,60}[\w.])?>|\.{3}|…|\b[xX]{3,}\b|\b(?:your|YOUR|Your)[-_.]?\w[\w-]*/g;
/** `{user}`, where braces are no braces of the language; `${user}` is an expansion already. */
const BRACED = /(?<![${\\])\{[A-Za-z][\w.-]*\}(?!\})/g;

/** The flag with every placeholder of its value made one expansion, so that nobody judges it. */
export function hidePlaceholders(flag: CacheFlag): CacheFlag {
	const { value } = flag;
	const hide = (text: Parameters<typeof hideExpansions>[0]) =>
		hideExpansions(hideExpansions(text, PLACEHOLDER), BRACED);
	if (value.form === 'text') return { ...flag, value: { form: 'text', text: hide(value.text) } };
	const attributes = value.attributes.map((attribute) => ({
		...attribute,
		value: attribute.value && hide(attribute.value),
	}));
	return { ...flag, value: { ...value, attributes } };
}
