import type { Build } from '../../cache/build.ts';
import { type CacheEntry, refOf } from '../../cache/entry.ts';
import { readCsvRecord } from '../../text/csv.ts';
import { hideExpansions, MappedText } from '../../text/mappedText.ts';
import { remember } from '../../text/remember.ts';
import type { RuleContext } from '../rule.ts';
import { repositoryOf } from './cacheRef.ts';
import { expansionName, imageKeyOf, locationOf } from './location.ts';

/** A name that the result of a build gets: `-t o/app:1`, `-o type=image,name=o/app:1`. */
export interface ImageName {
	readonly text: MappedText;
	/** What it is compared by: `docker.io/o/app:1`. */
	readonly key: string;
	readonly build: Build;
}

/** The names of a build's result that are the same as a reference, by what they are compared by. */
export function imagesLike(ref: MappedText, build: Build): readonly ImageName[] {
	// Comparing every name of a large file with every entry would take long.
	const alike = namesByLast(build).get(lastName(ref)) ?? [];
	const key = alike.length === 0 ? undefined : imageKeyOf(ref);
	return key === undefined ? [] : alike.flatMap((text) => (imageKeyOf(text) === key ? [{ text, key, build }] : []));
}

function namesOf(build: Build): readonly MappedText[] {
	if (build.outputs.length === 0) return build.images;
	const named = build.outputs.flatMap((output) => {
		const fields = outputFields(output);
		const type = fields.get('type')?.text;
		return type === 'local' || type === 'tar' ? [] : splitNames(fields.get('name'));
	});
	return [...build.images, ...named];
}

/** Whether a build gives its result a name in the repository of a reference, whatever the tag: `-t o/app:1` for `o/app`. */
export function isBesideImage(ref: MappedText, build: Build): boolean {
	const alike = namesByLast(build).get(lastName(ref)) ?? [];
	const key = alike.length === 0 ? undefined : imageKeyOf(repositoryOf(ref));
	return key !== undefined && alike.some((text) => imageKeyOf(repositoryOf(text)) === key);
}

/** What is behind the last slash of a reference, without tag and digest: `app` of `ghcr.io/o/app:1`. */
const lastName = remember(({ text }: MappedText): string => {
	const name = text.slice(text.lastIndexOf('/', text.includes('@') ? text.indexOf('@') : undefined) + 1);
	const end = name.search(/[:@]/);
	return end === -1 ? name : name.slice(0, end);
});

/** The names of a build's result by what is behind their last slash. */
const namesByLast = remember((build: Build): ReadonlyMap<string, readonly MappedText[]> => {
	const names = new Map<string, MappedText[]>();
	for (const text of namesOf(build)) names.set(lastName(text), [...(names.get(lastName(text)) ?? []), text]);
	return names;
});

/** The attributes of an `--output` value, keys in lower case: `type` and `dest` of `type=local,dest=out`. */
export function outputFields(output: MappedText): ReadonlyMap<string, MappedText> {
	const fields = new Map<string, MappedText>();
	for (const { value } of readCsvRecord(output).fields) {
		const equals = value.text.indexOf('=');
		if (equals > 0) fields.set(value.text.slice(0, equals).toLowerCase(), value.slice(equals + 1));
	}
	return fields;
}

/**
 * The image of the same name that one of these builds makes, the build the name stands in first. Names of other builds
 * count only when no variable could have changed in between.
 */
export function imageNamed(
	ref: MappedText,
	{ own, builds }: { readonly own: Build; readonly builds: readonly Build[] },
): ImageName | undefined {
	const chosen = withoutTagChoice(ref);
	const mine = builds.includes(own) ? imagesLike(chosen, own) : [];
	if (mine.length > 0 || !isLasting(ref)) return mine[0];
	for (const build of builds) {
		const [found] = build === own ? [] : imagesLike(chosen, build);
		if (found !== undefined) return found;
	}
	return undefined;
}

/**
 * The image that a cache is exported over: a build of the file pushes, or may push, one of the same name. `undefined` for
 * imports and where nothing is known to be in the way.
 */
export function imageReplacedBy(entry: CacheEntry, { builds }: RuleContext): ImageName | undefined {
	const ref = entry.direction === 'to' && locationOf(entry)?.type === 'registry' ? refOf(entry) : undefined;
	if (ref === undefined) return undefined;
	// A loaded image may be pushed by a later step.
	const publishing = builds.map(({ build }) => build).filter(({ pushes, loads }) => pushes !== 'no' || loads !== 'no');
	return imageNamed(ref, { own: entry.flag.build, builds: publishing });
}

/** Whether a text means the same everywhere in a file: no expansions, or only properties of the run as a whole. */
export function isLasting(text: MappedText): boolean {
	return text.expansions.every((expansion) => /^(?:github|vars|secrets)\.[\w.]+$/.test(expansionName(expansion.text)));
}

/** Several names in one value, `name=o/app:1,o/app:2` in CSV quotes. */
function splitNames(names: MappedText | undefined): readonly MappedText[] {
	if (names === undefined) return [];
	const commas = [...names.text.matchAll(/,/g)].map(({ index }) => index);
	return [...commas, names.length].map((end, index) =>
		names.slice(index === 0 ? 0 : commas[index - 1]! + 1, end).trim(),
	);
}

/** One of the tags that docker/metadata-action gives out as a list: it is as good as the whole list. */
const TAG_OF_METADATA = /^\$\{\{\s*fromJSON\(\s*(steps\.[\w-]+\.outputs)\.json\s*\)\.tags(?:\[\d+\]|\.\d+)\s*\}\}$/i;

function withoutTagChoice(ref: MappedText): MappedText {
	const outputs = ref.isOneExpansion ? TAG_OF_METADATA.exec(ref.written)?.[1] : undefined;
	return outputs === undefined ? ref : hideExpansions(MappedText.verbatim(`\${{ ${outputs}.tags }}`), /.+/g);
}
