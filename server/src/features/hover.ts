import { grammarOf } from '../cache/build.ts';
import { type CacheEntry, literalOf } from '../cache/entry.ts';
import { type Catalogue, catalogueOf, findBackend } from '../catalogue/catalogue.ts';
import { formatVersion } from '../catalogue/version.ts';
import type { KnownVersions } from '../rules/rule.ts';
import type { Lines } from '../text/lines.ts';
import { type Span, touches } from '../text/span.ts';
import { describeBackend, describeParameter, describeValue } from './describe.ts';
import { type VersionSurroundings, versionsOfBuild } from './versionsOfBuild.ts';

/** What to show about the thing under the cursor, and which thing that is. */
export interface Hover {
	readonly span: Span;
	readonly markdown: string;
}

interface Hoverable {
	readonly path: string;
	readonly entries: readonly CacheEntry[];
	readonly lines: Lines;
}

/** Documentation of the backend, parameter or value at the offset. */
export function hoverAt(document: Hoverable, offset: number, around: VersionSurroundings): Hover | undefined {
	const entry = document.entries.find(
		(entry) => touches(entry.span, offset) && entry.attributes.some((attribute) => touches(attribute.span, offset)),
	);
	const attribute = entry?.attributes.find((attribute) => touches(attribute.span, offset));
	if (entry === undefined || attribute === undefined || grammarOf(entry.flag.build.tool) === 'other') return undefined;
	const versions = versionsOfBuild(entry.flag.build, document, around);
	const catalogue = catalogueOf(versions.buildkit?.version);
	const isOnKey = touches(attribute.key.span, offset);
	const found = describe(entry, attribute, isOnKey, catalogue);
	if (found === undefined) return undefined;
	const assumed = describeAssumption(versions, catalogue);
	return { span: isOnKey ? attribute.key.span : attribute.value.span, markdown: `${found}\n\n${assumed}` };
}

function describe(
	entry: CacheEntry,
	attribute: CacheEntry['attributes'][number],
	isOnKey: boolean,
	catalogue: Catalogue,
): string | undefined {
	const backend = findBackend(literalOf(entry, 'type') ?? '');
	if (backend === undefined) return undefined;
	if (attribute.name === 'type') return describeBackend(backend, catalogue);
	const parameter = backend.parameters.find((fact) => fact.name === attribute.name);
	if (parameter === undefined) return undefined;
	if (isOnKey || attribute.value.isDynamic) return describeParameter(backend, parameter, catalogue);
	return describeValue(backend, parameter, attribute.value.text, catalogue);
}

/** Says which version the text above speaks of, and why. */
function describeAssumption({ buildkit }: KnownVersions, catalogue: Catalogue): string {
	const version = formatVersion(catalogue.version, true);
	return buildkit === undefined
		? `_BuildKit ${version} (the newest) is assumed; nothing here says which one runs._`
		: `_BuildKit ${version}, from ${buildkit.reason}._`;
}
