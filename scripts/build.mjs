// Bundles the programs into dist/, and writes the notices of everything that was bundled beside them.
//   node scripts/build.mjs           for release: minified, no source maps
//   node scripts/build.mjs --watch   for development: source maps, built again at each change
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isWatching = process.argv.includes('--watch');

/** Runs in Node 20: the extension host of VS Code 1.100, the language server and the command line. */
const node = { platform: 'node', format: 'cjs', target: 'node20' };
/** Runs in a browser: the web extension host and the worker it starts. */
const browser = { platform: 'browser', target: 'es2022' };
/** Makes a bundle a program of its own on Unix; npm makes the wrappers for Windows. */
const program = { banner: { js: '#!/usr/bin/env node' } };

/**
 * The servers need what rules check, not their examples, which are a third of the code: `bad` and `good` are left empty
 * there. Rules are formatted, so that a list ends at the first line that closes it.
 */
const withoutExamples = {
	name: 'without-examples',
	setup(build) {
		build.onLoad({ filter: /[\\/]server[\\/]src[\\/]rules[\\/][a-z0-9-]+\.ts$/ }, async ({ path }) => ({
			contents: (await readFile(path, 'utf8')).replace(/^\t(bad|good): \[$[\s\S]*?^\t\],$/gm, '\t$1: [],'),
			loader: 'ts',
		}));
	},
};

/** What is built: the bundle in dist/, where it starts, and how. */
const bundles = [
	{ out: 'extension.js', entry: 'client/src/extension.ts', ...node, external: ['vscode'] },
	{ out: 'extension.web.js', entry: 'client/src/browser.ts', ...browser, format: 'cjs', external: ['vscode'] },
	{ out: 'server.js', entry: 'server/src/main/server.node.ts', ...node, ...program, plugins: [withoutExamples] },
	{
		out: 'server.web.js',
		entry: 'server/src/main/server.web.ts',
		...browser,
		format: 'iife',
		plugins: [withoutExamples],
	},
	{ out: 'cli.main.js', entry: 'server/src/main/cli.main.ts', ...node },
	{ out: 'cli.js', entry: 'server/src/main/cli.ts', ...node, ...program },
];

function optionsOf({ out, entry, ...options }) {
	return {
		...options,
		absWorkingDir: root,
		entryPoints: [entry],
		outfile: `dist/${out}`,
		bundle: true,
		metafile: true,
		minify: !isWatching,
		sourcemap: isWatching,
		sourcesContent: false,
		// The UMD builds that `main` names in some packages (jsonc-parser) hide their imports from the bundler.
		mainFields: options.platform === 'browser' ? ['browser', 'module', 'main'] : ['module', 'main'],
		legalComments: 'none',
		logLevel: 'warning',
	};
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` → `node_modules/a/node_modules/@b/c`; nothing for our own files. */
function packageFolderOf(input) {
	return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** The folders of the packages that the bundles really contain, not those that merely stand in package.json. */
function bundledPackages(metafiles) {
	const inputs = metafiles.flatMap((metafile) =>
		Object.values(metafile.outputs).flatMap((output) =>
			Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
		),
	);
	return [...new Set(inputs.map(packageFolderOf))].filter((folder) => folder !== undefined);
}

async function noticeOf(folder) {
	const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
	const names = (await readdir(join(root, folder))).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
	if (names.length === 0) throw new Error(`${folder} is bundled but has no license file`);
	const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
	return {
		title: `${manifest.name} ${manifest.version} (${manifest.license})`,
		text: texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n'),
	};
}

/** Several packages of one family carry the same license text: it is printed once, under all their names. */
async function writeNotices(metafiles) {
	const titlesByText = new Map();
	for (const { title, text } of await Promise.all(bundledPackages(metafiles).map(noticeOf))) {
		titlesByText.set(text, [...(titlesByText.get(text) ?? []), title]);
	}
	const rule = '-'.repeat(79);
	const sections = [...titlesByText]
		.map(([text, titles]) => `${rule}\n${[...new Set(titles)].sort().join('\n')}\n${rule}\n\n${text}\n`)
		.sort();
	const head = 'cachelint contains the following packages, each under its own license.\n';
	await writeFile(join(root, 'dist/ThirdPartyNotices.txt'), [head, ...sections].join('\n'));
}

/** The lines that a background task in VS Code waits for. */
function announceBuilds(out) {
	return {
		name: 'announce-builds',
		setup(build) {
			build.onStart(() => console.log(`[watch] ${out} build started`));
			build.onEnd((result) => {
				for (const { text, location } of result.errors) {
					const place = location === null ? '' : `${location.file}:${location.line}:${location.column + 1}: `;
					console.error(`${place}error: ${text}`);
				}
				console.log(`[watch] ${out} build finished`);
			});
		},
	};
}

async function watch() {
	// Compiled code of an earlier build would be taken for that of the one being written.
	await rm(join(root, 'dist/cli.cache'), { force: true });
	for (const bundle of bundles) {
		const options = optionsOf(bundle);
		const context = await esbuild.context({
			...options,
			logLevel: 'silent',
			plugins: [...(bundle.plugins ?? []), announceBuilds(bundle.out)],
		});
		await context.watch();
	}
}

async function build() {
	const metafiles = await Promise.all(
		bundles.map(async (bundle) => {
			const { metafile } = await esbuild.build(optionsOf(bundle));
			if ('banner' in bundle) await chmod(join(root, 'dist', bundle.out), 0o755);
			return metafile;
		}),
	);
	await writeNotices(metafiles);
	await promisify(execFile)(process.execPath, [join(root, 'scripts/cacheCode.mjs')], { cwd: root });
	for (const metafile of metafiles) {
		for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
			console.log(`${path}  ${Math.ceil(bytes / 1024)} KB`);
		}
	}
}

await mkdir(join(root, 'dist'), { recursive: true });
try {
	await (isWatching ? watch() : build());
} catch (error) {
	// The bundler has printed its own errors.
	if (!Array.isArray(error.errors)) console.error(error);
	process.exitCode = 1;
}
