import { existsSync, promises as fs } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../../package.json';
import { startServer } from '../lsp/server.ts';

/** A file that cannot be read is as good as none: the server goes on with the settings of the editor. */
const files = {
	readText: async (uri: string) => {
		try {
			return await fs.readFile(fileURLToPath(uri), 'utf8');
		} catch {
			return undefined;
		}
	},
	exists: async (uri: string) => existsSync(new URL(uri)),
};

const [option] = process.argv.slice(2);
if (option === '--version') {
	console.log(version);
} else if (option === '--help' || option === '-h') {
	console.log(
		'cachelint-language-server --stdio\n\nThe language server of cachelint; talks LSP on standard input and output.',
	);
} else if (
	process.send === undefined &&
	!process.argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)/.test(argument))
) {
	console.error('cachelint-language-server: say how to talk: --stdio, --node-ipc, --socket=PORT or --pipe=NAME');
	process.exitCode = 2;
} else {
	startServer(createConnection(ProposedFeatures.all), { version, files });
}
