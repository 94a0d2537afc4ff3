import type { Connection } from 'vscode-languageserver';
import type { ConfigFiles } from '../config/findConfig.ts';
import { layerSettings } from '../config/readSettings.ts';
import { createConfigs } from './configs.ts';
import { type EditorSettings, readEditorSettings } from './settings.ts';

/** What holds for each document: the settings of the editor, over them those of the closest configuration file. */
export interface DocumentSettings {
	of(uri: string): Promise<EditorSettings>;
	/** Whether a configuration file leaves a file out; the editor's settings are not asked. */
	isExcluded(uri: string): Promise<boolean>;
	/** Takes what the client sent without being asked; it holds where the client cannot be asked. */
	take(sent: unknown): void;
	/** Writes into the log what was not understood of that. */
	reportTaken(): void;
	/** Asks the client again from now on, for one document or for all. */
	forget(uri?: string): void;
	/** Looks at the configuration files again, what is asked meanwhile waits; whether other settings hold somewhere. */
	look(): Promise<boolean>;
}

export function createDocumentSettings(
	connection: Connection,
	options: {
		readonly files: ConfigFiles | undefined;
		/** Whether the client answers `workspace/configuration`. */
		readonly canAsk: () => boolean;
		/** How the log names a file. */
		readonly nameOf: (uri: string) => string;
	},
): DocumentSettings {
	const asked = new Map<string, Promise<EditorSettings>>();
	let taken = readEditorSettings(undefined);
	let looking: Promise<unknown> = Promise.resolve();
	const configs = createConfigs(options.files, (uri, problem) => {
		connection.console.warn(`${options.nameOf(uri)}:${problem}`);
	});

	const report = ({ problems }: EditorSettings) => {
		for (const problem of problems) connection.console.warn(problem);
	};
	const ask = (uri: string): Promise<EditorSettings> => {
		if (!options.canAsk()) return Promise.resolve(taken);
		let asking = asked.get(uri);
		if (asking === undefined) {
			asking = connection.workspace.getConfiguration({ scopeUri: uri, section: 'cachelint' }).then(
				(value) => {
					if (value === null || value === undefined) return taken;
					const read = readEditorSettings(value);
					report(read);
					return read;
				},
				// A client that cannot answer after all.
				() => taken,
			);
			asked.set(uri, asking);
		}
		return asking;
	};

	return {
		of: async (uri) => {
			const editor = await ask(uri);
			await looking;
			const config = await configs.of(uri);
			if (config === undefined) return editor;
			return {
				...editor,
				isEnabled: editor.isEnabled && !config.isExcluded,
				settings: layerSettings(editor.settings, config.settings),
			};
		},
		isExcluded: configs.isExcluded,
		take: (sent) => {
			taken = readEditorSettings(sent);
		},
		reportTaken: () => report(taken),
		forget: (uri) => {
			if (uri === undefined) asked.clear();
			else asked.delete(uri);
		},
		look: () => {
			const refreshing = looking.then(() => configs.refresh());
			looking = refreshing;
			return refreshing;
		},
	};
}
