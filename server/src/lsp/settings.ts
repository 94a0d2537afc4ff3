import { isRecord, readSettings } from '../config/readSettings.ts';
import type { Settings } from '../service.ts';

/** What an editor can set, checked: `cachelint.*` of VS Code, `initializationOptions` elsewhere. */
export interface EditorSettings {
	readonly isEnabled: boolean;
	readonly settings: Partial<Settings>;
	/** What was not understood, one clear line each; the rest still holds. */
	readonly problems: readonly string[];
}

/**
 * Reads settings as editors send them, `{ buildkitVersion: '0.20', rules: { 'local-cache-grows': 'off' } }`, also when
 * they come wrapped in `{ cachelint: … }` or `{ settings: … }`. Anything of a wrong shape is left out and named.
 */
export function readEditorSettings(sent: unknown): EditorSettings {
	const source = unwrap(sent);
	const { settings, problems } = readSettings(source, ({ editorKey }) => editorKey);
	return {
		isEnabled: source['enable'] !== false,
		settings,
		problems: problems.map(({ path, message }) => `cachelint.${path.join('.')} ${message}`),
	};
}

function unwrap(sent: unknown): Readonly<Record<string, unknown>> {
	if (!isRecord(sent)) return {};
	if (isRecord(sent['cachelint'])) return sent['cachelint'];
	return isRecord(sent['settings']) ? unwrap(sent['settings']) : sent;
}
