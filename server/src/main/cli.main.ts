import { version } from '../../../package.json';
import { run } from '../cli/program.ts';

const chunks: Buffer[] = [];
run(
	process.argv.slice(2),
	{
		cwd: process.cwd(),
		env: process.env,
		isTty: process.stdout.isTTY === true,
		out: (text) => process.stdout.write(text),
		err: (text) => process.stderr.write(text),
		readInput: async () => {
			for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
			return Buffer.concat(chunks);
		},
	},
	version,
).then((code) => {
	// Not `process.exit`, which would cut off what is still being written to a pipe.
	process.exitCode = code;
});
