/** What a bake file says of its targets as a whole, for those who call bake with it. */
export interface Bakefile {
	/** The names of all targets; one that an expression makes is `undefined`, as are those of a matrix. */
	readonly targets: readonly (string | undefined)[];
	/** The members of each group, targets and groups; `undefined` where they are not all literal. */
	readonly groups: ReadonlyMap<string, readonly string[] | undefined>;
	/** Targets that build the very same as one before them, by that one: `worker` → `web`. */
	readonly twins?: ReadonlyMap<string, string>;
}

/** Several files, or parts of one, as one: targets of one name are one, and so are groups. Source: buildx, bake/bake.go, `mergeConfig`. */
export function mergeBakefiles(files: readonly Bakefile[]): Bakefile {
	const groups = new Map<string, readonly string[] | undefined>();
	for (const [name, members] of files.flatMap((file) => [...file.groups])) {
		const known = groups.has(name) ? groups.get(name) : [];
		groups.set(name, known === undefined || members === undefined ? undefined : [...known, ...members]);
	}
	const twins = new Map(files.flatMap((file) => [...(file.twins ?? [])]));
	return { targets: [...new Set(files.flatMap(({ targets }) => targets))], groups, twins };
}

/** How many groups one may be in another. */
const MAX_DEPTH = 20;

/**
 * The targets that bake builds for some names: groups are taken apart, and without a name it is `default`, a group or a
 * target. Of `group "default" { targets = ["api", "web"] }` and no names they are `api` and `web`. `undefined` where they
 * cannot be known. Source: buildx, bake/bake.go, `ResolveGroup`.
 */
export function targetsOf(names: readonly string[], { targets, groups }: Bakefile): readonly string[] | undefined {
	if (targets.includes(undefined)) return undefined;
	const found = new Set<string>();
	const add = (name: string, depth: number): boolean => {
		if (depth > MAX_DEPTH) return false;
		if (groups.has(name)) return groups.get(name)?.every((member) => add(member, depth + 1)) === true;
		found.add(name);
		return targets.includes(name);
	};
	const wanted = names.length === 0 ? ['default'] : names;
	return wanted.every((name) => add(name, 0)) ? [...found] : undefined;
}
