import { readFileSync } from 'node:fs';
import type { Direction } from '../../server/src/cache/flag.ts';
import type { Version } from '../../server/src/catalogue/version.ts';

/** A parameter as the recorded catalogue has it; the shape of test/fixtures/catalogue/catalogue.json. */
export interface RecordedParameter {
	readonly name: string;
	readonly directions: readonly ('export' | 'import')[];
	readonly type: 'ref' | 'enum' | 'bool' | 'int' | 'path' | 'string' | 'digest' | 'url' | 'duration' | 'list';
	readonly values: readonly string[] | null;
	readonly min?: number;
	readonly default: readonly { readonly since: string; readonly value: string }[] | null;
	readonly sinceBuildkit: string;
	readonly handledBy: 'buildkitd' | 'client';
	readonly sinceClient: Readonly<
		Partial<Record<'export' | 'import', { readonly buildkitClient: string; readonly buildx: string }>>
	> | null;
	readonly envFallback:
		| readonly { readonly env: string; readonly readBy: readonly string[]; readonly when?: string }[]
		| null;
	readonly onInvalid: 'error' | 'silently-default' | 'silently-ignored' | 'warning' | 'not-validated';
	readonly onInvalidByVersion?: readonly { readonly since: string; readonly value: string }[];
	readonly errorText: string | null;
	readonly onInvalidImport: string | null;
	readonly emptyValue: string | null;
	readonly documentedIn: readonly ('buildkit-readme' | 'docker-docs')[];
	readonly secret: boolean;
	readonly source: string;
}

export interface RecordedBackend {
	readonly type: string;
	readonly directions: readonly ('export' | 'import')[];
	readonly sinceBuildkit: string;
	readonly required: Readonly<Record<'export' | 'import', readonly string[]>>;
	readonly params: readonly RecordedParameter[];
	readonly ignoredParams: readonly string[];
}

interface Recorded {
	readonly backends: readonly RecordedBackend[];
	readonly engineToBuildkit: readonly { readonly engine: string; readonly buildkitBase: string | null }[];
	readonly buildxToBuildkitClient: readonly { readonly version: string; readonly buildkitClient: string }[];
	readonly composeToBuildx: readonly { readonly version: string; readonly buildx: string }[];
	readonly buildkitReleases: readonly { readonly version: string }[];
}

/** What was recorded of BuildKit, buildx, Engine and Compose from their sources. */
export const recorded: Recorded = JSON.parse(
	readFileSync(new URL('../fixtures/catalogue/catalogue.json', import.meta.url), 'utf8'),
);

/** `v0.11.6` as numbers; what follows a `-` is left out. */
export function triple(text: string): Version {
	const [major, minor, patch] = text.replace(/^v/, '').replace(/-.*/s, '').split('.').map(Number);
	return [major!, minor!, patch!];
}

/** The same, for a line of go.mod: a commit after v0.11.6 is `v0.11.7-0.<date>-<commit>`. */
export function tripleOfModule(text: string): Version {
	const [major, minor, patch] = triple(text);
	return /-0\.\d{14}-/.test(text) ? [major, minor, patch - 1] : [major, minor, patch];
}

/** `export` is `to`. */
export function directionOf(direction: 'export' | 'import'): Direction {
	return direction === 'export' ? 'to' : 'from';
}
