import { MappedText } from '../text/mappedText.ts';
import { defineHost } from './host.ts';
import { findPowershellFlags } from './powershell/findPowershellFlags.ts';

/** PowerShell scripts and modules. */
export default defineHost({
	id: 'powershell',
	comment: '#',
	claim({ path, languageId, text }) {
		if (/\.ps[m]?1$/i.test(path) || languageId === 'powershell') return 'name';
		return /^#!.*[\s/](?:pwsh|powershell)(?:\s|$)/.test(text.slice(0, 200).split('\n', 1)[0] ?? '')
			? 'content'
			: undefined;
	},
	find({ text }) {
		return findPowershellFlags(MappedText.verbatim(text), { document: text });
	},
});
