import type { CacheFlag } from '../../cache/flag.ts';
import { moveAll, moveText } from '../../cache/move.ts';
import { readGroovy } from '../../text/groovy/readGroovy.ts';
import { readJustfile } from '../../text/just/readJustfile.ts';
import { readMakefile } from '../../text/make/readMakefile.ts';
import { hideExpansions, type MappedText } from '../../text/mappedText.ts';
import type { MarkdownFence } from '../../text/markdown/readFences.ts';
import { readShell } from '../../text/shell/readShell.ts';
import azurePipelines from '../azurePipelines.ts';
import bakeHcl from '../bakeHcl.ts';
import bakeJson from '../bakeJson.ts';
import { findBatchFlags } from '../batch/findBatchFlags.ts';
import circleCi from '../circleCi.ts';
import { findCommandFlags } from '../commands/findCommandFlags.ts';
import compose from '../compose.ts';
import devcontainer from '../devcontainer.ts';
import githubWorkflow from '../githubWorkflow.ts';
import gitlabCi from '../gitlabCi.ts';
import type { HostLanguage, HostReading } from '../host.ts';
import { findJenkinsFlags } from '../jenkins/findJenkinsFlags.ts';
import json from '../json.ts';
import { findJustFlags } from '../just/findJustFlags.ts';
import { findMakeFlags } from '../make/findMakeFlags.ts';
import { findPowershellFlags } from '../powershell/findPowershellFlags.ts';
import yaml from '../yaml.ts';
import { commandsIn, isConsole } from './consoles.ts';
import { hidePlaceholders, PLACEHOLDER } from './placeholders.ts';
import { readYamlFragment } from './yamlFragments.ts';

/** Reads a block; `document` is the text of the whole file. */
type ReadBlock = (fence: MarkdownFence, document: string) => HostReading;

const readShellBlock: ReadBlock = ({ body }, document) =>
	readCommands(isConsole(body.text) ? commandsIn(body) : body, document);

/** What no prompt stands before in a console is output, unless nothing at all has one. */
const readConsole: ReadBlock = ({ body }, document) => {
	const commands = commandsIn(body);
	return readCommands(commands.length === 0 ? body : commands, document);
};

/** A block of which nobody says what it is counts only where commands stand behind prompts. */
const readUnnamed: ReadBlock = (fence, document) =>
	isConsole(fence.body.text) ? readConsole(fence, document) : { flags: [], comments: [] };

const readMake: ReadBlock = ({ body }, document) => {
	const makefile = readMakefile(body);
	return { flags: findMakeFlags(makefile, document), comments: makefile.comments.map(({ text }) => text.slice(1)) };
};

const readPowershellBlock: ReadBlock = ({ body }, document) =>
	findPowershellFlags(hideExpansions(body, PLACEHOLDER), { document });

const readJust: ReadBlock = ({ body }, document) => {
	const justfile = readJustfile(body);
	const { flags, comments } = findJustFlags(justfile, document);
	return { flags, comments: [...justfile.comments, ...comments] };
};

const readGroovyBlock: ReadBlock = ({ body }, document) => {
	const groovy = readGroovy(body);
	const { flags, comments } = findJenkinsFlags(groovy, document);
	return { flags, comments: [...groovy.comments, ...comments] };
};

const readYamlFile = readWithHosts('yml', [githubWorkflow, compose, gitlabCi, circleCi, azurePipelines, yaml]);

const readYamlBlock: ReadBlock = (fence, document) => {
	const reading = readYamlFile(fence, document);
	return reading.flags.length > 0 ? reading : { ...reading, flags: readYamlFragment(fence.body, document) };
};

const READERS: Readonly<Record<string, ReadBlock>> = {
	...each('sh bash shell zsh ksh dash shellscript', readShellBlock),
	...each('console shell-session shellsession terminal sh-session bash-session', readConsole),
	...each('yaml yml compose docker-compose', readYamlBlock),
	...each('hcl terraform', readWithHosts('hcl', [bakeHcl])),
	...each('json jsonc json5', readWithHosts('json', [bakeJson, devcontainer, json])),
	...each('make makefile mk', readMake),
	...each('powershell pwsh ps1 ps', readPowershellBlock),
	...each('bat batch cmd', ({ body }, document) => findBatchFlags(body, { document })),
	...each('just justfile', readJust),
	...each('groovy jenkinsfile', readGroovyBlock),
	'': readUnnamed,
};

function each(languages: string, read: ReadBlock): Readonly<Record<string, ReadBlock>> {
	return Object.fromEntries(languages.split(' ').map((language) => [language, read]));
}

/** Every cache flag in a block and its comments; of languages that are not read there are none. */
export function readBlock(fence: MarkdownFence, document: string): HostReading {
	const read = Object.hasOwn(READERS, fence.language) ? READERS[fence.language] : undefined;
	if (read === undefined) return { flags: [], comments: [] };
	const { flags, comments } = read(fence, document);
	return { flags: flags.map((flag) => placeComment(hidePlaceholders(flag), fence)), comments };
}

function readCommands(script: MappedText, document: string): HostReading {
	const { commands, comments } = readShell(hideExpansions(script, PLACEHOLDER));
	return { flags: findCommandFlags({ commands, comments }, { document }), comments };
}

/** Reads a block with the host that claims it: by the name of the file it shows, or by its content. */
function readWithHosts(extension: string, hosts: readonly HostLanguage[]): ReadBlock {
	return ({ title, body, verbatim, span }) => {
		const path = title?.endsWith(`.${extension}`) ? title : `block.${extension}`;
		const claims = hosts.map((host) => ({ host, claim: host.claim({ path, text: body.text }) }));
		const { host } = ['name', 'content', 'fallback']
			.map((wanted) => claims.find(({ claim }) => claim === wanted))
			.find((claim) => claim !== undefined) ?? { host: undefined };
		if (host === undefined) return { flags: [], comments: [] };
		const { flags, comments } = host.find({ path, text: blankElisions(verbatim) });
		const move = { from: 0, delta: span.start };
		return { flags: moveAll(flags, move), comments: comments.map((comment) => moveText(comment, move)) };
	};
}

/** A line of dots says that something is left out; blanks in its place keep every offset. */
function blankElisions(text: string): string {
	return text.replace(/^[ \t]*(?:\.{3,}|…|\[\.{3}\])[ \t]*(?=\r?$)/gm, (line) => ' '.repeat(line.length));
}

/** Among lines of a quotation or a console no comment of the language can stand. */
function placeComment(flag: CacheFlag, { isQuoted, body, language }: MarkdownFence): CacheFlag {
	if (!isQuoted && language !== '' && READERS[language] !== readConsole && !isConsole(body.text)) return flag;
	const { commentPlace: _, ...layout } = flag.layout;
	return { ...flag, layout };
}
