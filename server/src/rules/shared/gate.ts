import type { CacheEntry } from '../../cache/entry.ts';
import type { Fix } from '../rule.ts';
import { expansionName } from './location.ts';

/**
 * The fix that exports only under a condition of GitHub Actions: `type=gha` becomes
 * `${{ github.event_name == 'push' && 'type=gha' || '' }}`. None where it cannot be written as it is: in a command, in a
 * quoted scalar, in bake's `set`.
 */
export function gateFixes({ flag, text, form }: CacheEntry, condition: string): readonly Fix[] {
	if (form !== 'attributes' && form !== 'ref') return [];
	if (text === undefined || flag.origin !== 'flag' || flag.build.tool !== 'build-push-action') return [];
	// Typed behind `cache-to: ` without quotes, or on a line of a block.
	const isPlain = text.span.start - flag.name.span.end === 2;
	if (!isPlain && flag.layout.separator === undefined) return [];
	if (/['"{}\n]/.test(text.text)) return [];
	const names: string[] = [];
	let pattern = '';
	let at = 0;
	for (const { index, text: expansion } of text.expansions) {
		if (!expansion.startsWith('${{')) return [];
		pattern += `${text.text.slice(at, index)}{${names.length}}`;
		names.push(expansionName(expansion));
		at = index + 1;
	}
	pattern += text.text.slice(at);
	const value = names.length === 0 ? `'${pattern}'` : `format('${pattern}', ${names.join(', ')})`;
	return [
		{
			title: `Export only if \`${condition}\``,
			safe: false,
			edits: [{ span: text.span, text: `\${{ ${condition} && ${value} || '' }}` }],
		},
	];
}
