import type { CacheEntry } from '../../cache/entry.ts';
import { allBackends, findBackend } from '../../catalogue/catalogue.ts';

/** Every parameter of every backend. */
const allParameters = allBackends.flatMap((backend) => backend.parameters);

/** Whether some backend knows a parameter of this name. */
export function isParameterName(name: string): boolean {
	return allParameters.some((fact) => fact.name === name.toLowerCase());
}

/** Whether a parameter's values are of a kind that can hold a comma: paths, names, addresses; not modes or numbers. */
export function mayHoldComma(name: string): boolean {
	const kinds = allParameters.filter((fact) => fact.name === name).map(({ shape }) => shape.kind);
	return (
		name !== 'type' && (kinds.length === 0 || kinds.some((kind) => ['path', 'text', 'url', 'list'].includes(kind)))
	);
}

/**
 * The `key=value` that was meant with a field without `=`, when it can be told: `mode:max` and `max` are `mode=max`,
 * `ignore-error` is `ignore-error=true`, `gha` in an entry without type is `type=gha`, an image in a registry entry its `ref`.
 */
export function meantField(entry: CacheEntry, field: string): string | undefined {
	const [, key = '', value = ''] = /^([\w.-]+)(?::|\s+)(\S.*)$/.exec(field) ?? [];
	if (key.toLowerCase() === 'type' || isParameterName(key)) return `${key}=${value}`;
	const isTyped = entry.attributes.some((attribute) => attribute.name === 'type');
	if (!isTyped && findBackend(field) !== undefined) return `type=${field}`;
	const hasRef = entry.attributes.some((attribute) => attribute.name === 'ref');
	if (entry.typeName === 'registry' && !hasRef && looksLikeRef(field)) return `ref=${field}`;
	const known = findBackend(entry.typeName ?? '')?.parameters ?? [];
	const own = known.filter(({ directions }) => directions.includes(entry.direction));
	const flagLike = own.find(
		({ name, shape }) => shape.kind === 'boolean' && (name === field || name.endsWith(`.${field}`)),
	);
	if (flagLike !== undefined) return `${flagLike.name}=true`;
	const choice = own.find(({ shape }) => shape.kind === 'enum' && shape.values.includes(field));
	return choice === undefined ? undefined : `${choice.name}=${field}`;
}

/** Whether a field looks like an image name: `o/app:cache`, `localhost:5000/app`, not `/tmp/a` and not `max`. */
export function looksLikeRef(field: string): boolean {
	return /[/:]/.test(field) && /^\w[\w.-]*(?::[\w.-]+)?(?:\/[\w.-]+)*(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.test(field);
}
