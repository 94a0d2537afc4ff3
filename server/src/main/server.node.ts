import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../../package.json';
import { startServer } from '../lsp/server.ts';
import { nodeStorage } from './nodeStorage.ts';

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
	startServer(createConnection(ProposedFeatures.all), { version, files: nodeStorage });
}
