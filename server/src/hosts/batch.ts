import { MappedText } from '../text/mappedText.ts';
import { findBatchFlags } from './batch/findBatchFlags.ts';
import { defineHost } from './host.ts';

/** Batch files of cmd. */
export default defineHost({
	id: 'batch',
	comment: 'rem',
	claim({ path, languageId }) {
		return /\.(?:bat|cmd)$/i.test(path) || /^(?:bat|batch)$/.test(languageId ?? '') ? 'name' : undefined;
	},
	find({ text }) {
		return findBatchFlags(MappedText.verbatim(text), { document: text });
	},
});
