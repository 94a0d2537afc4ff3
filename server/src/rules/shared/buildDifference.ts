import type { Build } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { comparableText } from './location.ts';

/** What two builds differ in, and the word that tells one from the other: `{ in: 'context', word: 'web' }`. */
export interface Difference {
	readonly in: 'context' | 'file' | 'target' | 'platform' | 'argument';
	/** Of the second build, made of what is typed: `web`, `arm64`; `undefined` where nothing short tells it. */
	readonly word: string | undefined;
}

/** Build arguments that only stamp the image. */
const STAMP = /version|revision|commit|sha|date|time|tag|build_?(?:id|number)|ref|branch|cache|secret|token/i;

/**
 * In which input the second of two builds surely differs from the first, so that it makes other layers. `undefined`
 * where they are the same, or only an expansion could tell. Tags, outputs, `push` and `load` make no layers.
 */
export function differenceOf(a: Build, b: Build): Difference | undefined {
	const [contextA, contextB] = [contextOf(a), contextOf(b)];
	if (differ(contextA, contextB)) return { in: 'context', word: lastWord(contextB!) };
	const [fileA, fileB] = [fileOf(a, contextA), fileOf(b, contextB)];
	if (differ(fileA, fileB)) return { in: 'file', word: wordOfFile(fileB!) };
	const [targetA, targetB] = [textOf(a, a.target), textOf(b, b.target)];
	if (differ(targetA, targetB)) return { in: 'target', word: targetB === '' ? undefined : lastWord(targetB!) };
	const [platformsA, platformsB] = [a, b].map(platformsOf);
	if (platformsA && platformsB && !platformsA.some((platform) => platformsB.includes(platform))) {
		return { in: 'platform', word: platformsB.map((platform) => platform.replace(/^linux\//, '')).join('-') };
	}
	const word = argumentDifference(a, b);
	return word === undefined ? undefined : { in: 'argument', word };
}

function differ(a: string | undefined, b: string | undefined): boolean {
	return a !== undefined && b !== undefined && a !== b;
}

/** A literal input, empty where there is none; `undefined` where it is not known. */
function textOf(build: Build, text: MappedText | undefined): string | undefined {
	if (text === undefined) return build.isComplete ? '' : undefined;
	return text.isDynamic ? undefined : text.text.trim();
}

/** The context as a path from where the builds start; the root where none is named. */
function contextOf(build: Build): string | undefined {
	const context = textOf(build, build.context);
	const directory = build.pipeline?.directory;
	if (context === undefined || directory?.isDynamic) return undefined;
	return /^(?:[\w+.-]+:|\{\{|git@|-$)/.test(context) ? context : cleanPath(`${directory?.text ?? ''}/${context}`);
}

/** The Dockerfile: for Compose and bake relative to the context, for all others to where the build starts. */
function fileOf(build: Build, context: string | undefined): string | undefined {
	const file = textOf(build, build.file);
	if (file === undefined || context === undefined) return undefined;
	if (file === '') return cleanPath(`${context}/Dockerfile`);
	const isInContext = build.tool === 'compose' || build.tool === 'bake';
	const directory = build.pipeline?.directory?.text ?? '';
	return cleanPath(`${isInContext ? context : directory}/${file}`);
}

function cleanPath(path: string): string {
	return path
		.split('/')
		.filter((part) => part !== '' && part !== '.')
		.join('/');
}

function platformsOf({ platforms, isComplete }: Build): readonly string[] | undefined {
	if (platforms.length === 0 || !isComplete || platforms.some(({ isDynamic }) => isDynamic)) return undefined;
	return platforms.map(({ text }) => text.trim());
}

/** The value of the first argument that both give, each another value. */
function argumentDifference(a: Build, b: Build): string | undefined {
	const values = new Map(a.args.map((arg) => splitArgument(arg)));
	for (const [name, value] of b.args.map((arg) => splitArgument(arg))) {
		const other = values.get(name);
		if (other === undefined || value === undefined || STAMP.test(name)) continue;
		if (!other.isDynamic && !value.isDynamic && other.text !== value.text) return lastWord(value.text);
	}
	return undefined;
}

function splitArgument(arg: MappedText): readonly [string, MappedText | undefined] {
	const equals = arg.text.indexOf('=');
	return equals === -1
		? [comparableText(arg), undefined]
		: [comparableText(arg.slice(0, equals)), arg.slice(equals + 1)];
}

/** A short word made of the end of a path or value: `web` of `services/web`. */
function lastWord(text: string): string | undefined {
	const word = slugOf(text.split(/[/#:]/).findLast((part) => part !== '') ?? '');
	return word === '' || word.length > 40 ? undefined : word;
}

/** `web` of `Dockerfile.web`, `web.Dockerfile` and `web/Dockerfile`. */
function wordOfFile(file: string): string | undefined {
	const parts = file.split('/');
	const name = parts.at(-1)!.replace(/^(?:Docker|Container)file[._-]?|[._-]?(?:Docker|Container)file$/i, '');
	return lastWord(name === '' ? parts.slice(0, -1).join('/') : name);
}

/** Letters, digits, dots and dashes only, as a tag takes them: `linux-arm64` of `linux/arm64`. */
export function slugOf(text: string): string {
	return text.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
}
