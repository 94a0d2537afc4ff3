import { MappedText } from '../text/mappedText.ts';
import { readFences } from '../text/markdown/readFences.ts';
import { defineHost } from './host.ts';
import { readBlock } from './markdown/readBlock.ts';

const MARKDOWN_PATH = /\.(?:md|mdx|markdown|mdown|mkdn?)$/i;

/**
 * Markdown: code blocks between fences, each read by the host of its language. They are examples: what is around them is
 * not the reader's, so only how their entries are written is checked. Prose and inline code are not read.
 */
export default defineHost({
	id: 'markdown',
	comment: '#',
	claim({ path, languageId }) {
		return MARKDOWN_PATH.test(path) || /^(?:markdown|mdx)$/.test(languageId ?? '') ? 'name' : undefined;
	},
	find({ text }) {
		const { fences, comments } = readFences(MappedText.verbatim(text));
		const readings = fences.filter(({ verbatim }) => /cache/i.test(verbatim)).map((fence) => readBlock(fence, text));
		return {
			flags: readings.flatMap(({ flags }) => flags),
			comments: [...comments, ...readings.flatMap((reading) => reading.comments)].sort(
				(a, b) => a.span.start - b.span.start,
			),
			isExample: true,
		};
	},
});
