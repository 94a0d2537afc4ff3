import {
	type MakeCondition,
	type MakeReference,
	type MakeText,
	type MakeVariable,
	walkMakeText,
} from '../../text/make/readMakefile.ts';
import { HOLE, type MappedText } from '../../text/mappedText.ts';

/** What the references of a makefile stand for, as far as the file says. */
export interface Definitions {
	/** What a reference in the file gives the text of; `offset` is where it begins in the document. */
	referenceAt(offset: number): MakeReference | undefined;
	/** What the `foreach` around a reference goes through, when it is that of its variable. */
	loopAt(offset: number): MakeText | undefined;
	/** The whole values a variable can have; none where it is put together by `+=`. */
	valuesOf(name: string): readonly MakeText[];
	/**
	 * The values a variable can have as lists of options: one for each assignment, with what `+=` adds in branches that can
	 * be taken together with it.
	 */
	listsOf(name: string): readonly (readonly MakeText[])[];
	/** Whether cache flags stand in the text or in what its references stand for. */
	holdsCaches(text: MakeText): boolean;
}

/** Whether a text gives options when it is expanded: it begins with one, or with references. */
export function isOptions({ text }: MakeText): boolean {
	return /^[\s\uFFFC]*(?:-{1,2}[A-Za-z]|$)/.test(text.text);
}

/** Whether a text is a command that builds: `docker buildx build --load`. */
export function isBuildCommand({ text }: MakeText): boolean {
	return /^\s*(?:(?:sudo|env|time|exec|command|\w+=\S*)\s+)*(?:\S*\/)?(?:docker|docker-buildx|buildx|buildctl|buildctl-daemonless\.sh|podman|buildah|nerdctl|depot)\s/.test(
		text.text,
	);
}

/** How many references are followed from one to the next. */
const FOLLOW_LIMIT = 8;

/** Collects what the texts of a makefile define. */
export function collectDefinitions(variables: readonly MakeVariable[], texts: Iterable<MakeText>): Definitions {
	const byName = new Map<string, MakeVariable[]>();
	for (const variable of variables) {
		if (variable.operator === '!=' || variable.name.isDynamic) continue;
		const known = byName.get(variable.name.text);
		if (known === undefined) byName.set(variable.name.text, [variable]);
		else known.push(variable);
	}
	const references = new Map<number, MakeReference>();
	const loops = new Map<number, MakeText>();
	for (const { text, references: own } of texts) {
		for (const reference of own) {
			references.set(text.startOf(reference.index), reference);
			if (reference.name === 'foreach') noteLoop(reference, loops);
		}
	}
	const known = new Map<MakeText, boolean>();
	const holdsCaches = (text: MakeText, depth = 0): boolean => {
		const answer = known.get(text);
		if (answer !== undefined) return answer;
		if (depth > FOLLOW_LIMIT) return false;
		known.set(text, false);
		const isHolder =
			/cache/i.test(text.text.text) ||
			text.references.some(({ name, arguments: args }) => {
				const next = args ?? (byName.get(name ?? '') ?? []).map(({ value }) => value);
				const called = name === 'call' ? (byName.get(args?.[0]?.text.text ?? '') ?? []) : [];
				return [...next, ...called.map(({ value }) => value)].some((inner) => holdsCaches(inner, depth + 1));
			});
		known.set(text, isHolder);
		return isHolder;
	};
	const lists = new Map<string, readonly (readonly MakeText[])[]>();
	return {
		referenceAt: (offset) => references.get(offset),
		loopAt: (offset) => loops.get(offset),
		valuesOf(name) {
			const own = byName.get(name) ?? [];
			return own.some(({ operator, isDefine }) => operator === '+=' || isDefine) ? [] : own.map(({ value }) => value);
		},
		listsOf(name) {
			const answer = lists.get(name) ?? listsIn(byName.get(name) ?? []);
			lists.set(name, answer);
			return answer;
		},
		holdsCaches: (text) => holdsCaches(text),
	};
}

/** Notes what the references to the variable of a `foreach` go through; loops inside come later and win. */
function noteLoop({ arguments: args = [] }: MakeReference, loops: Map<number, MakeText>): void {
	const [variable, list, body] = args;
	if (list === undefined || body === undefined) return;
	const name = variable!.text.text.trim();
	for (const { text, references } of walkMakeText(body)) {
		for (const reference of references) if (reference.name === name) loops.set(text.startOf(reference.index), list);
	}
}

/** How many assignments of a variable are looked at. */
const MOST_LISTS = 50;

function listsIn(all: readonly MakeVariable[]): readonly (readonly MakeText[])[] {
	const variables = all.filter(({ value, isDefine }) => !isDefine && value.text.length > 0).slice(0, MOST_LISTS);
	const covered = new Set<MakeVariable>();
	return variables.flatMap((pivot, at) => {
		if (covered.has(pivot)) return [];
		const before = variables.slice(0, at).filter((it) => !exclude(it, pivot));
		const base =
			pivot.operator === '+='
				? before.slice(
						Math.max(
							0,
							before.findLastIndex((it) => it.operator !== '+='),
						),
					)
				: [];
		const behind = variables.slice(at + 1);
		const reset = behind.findIndex((it) => it.operator !== '+=');
		const list = [...base, pivot];
		for (const next of reset < 0 ? behind : behind.slice(0, reset)) {
			if (!list.some((it) => exclude(it, next))) list.push(next);
		}
		for (const it of list) covered.add(it);
		return [list.map(({ value }) => value)];
	});
}

/** Whether two stand in branches of one conditional of which only one is taken. */
function exclude({ conditions: a }: MakeVariable, { conditions: b }: MakeVariable): boolean {
	const other = (mine: MakeCondition) => b.find(({ conditional }) => conditional === mine.conditional);
	return a.some((mine) => (other(mine)?.branch ?? mine.branch) !== mine.branch);
}

/** The name a reference gives the value of: `X` for `$(X)` and `$(call X,…)`. */
export function variableIn({ name, arguments: args }: MakeReference): string | undefined {
	if (args === undefined) return name;
	const called = name === 'call' ? args[0]?.text.text.trim() : undefined;
	return called === undefined || called.includes(HOLE) ? undefined : called;
}

/** The arguments of a function of which one is its value: `a` and `b` for `$(if c,a,b)`. */
export function outcomesOf({ name, arguments: args }: MakeReference): readonly MakeText[] {
	if (args === undefined) return [];
	switch (name) {
		case 'if':
			return args.slice(1);
		case 'or':
			return args;
		case 'and':
			return args.slice(-1);
		case 'foreach':
			return args.slice(2);
		case 'strip':
			return args.slice(0, 1);
		default:
			return [];
	}
}

/** The words of a value that is a list; all of it where a command of the shell may hold the blanks. */
export function wordsOfValue(value: MakeText): readonly MappedText[] {
	const { text } = value.text;
	if (/[`'"(]/.test(text)) return trimmedValue(value);
	return [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => value.text.slice(index, index + word.length));
}

/** The value without white space at its ends, when there is any. */
export function trimmedValue({ text }: MakeText): readonly MappedText[] {
	const trimmed = text.trim();
	return trimmed.length === 0 ? [] : [trimmed];
}
