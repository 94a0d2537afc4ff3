import type { Build } from '../../cache/build.ts';
import type { CacheFlag } from '../../cache/flag.ts';

/**
 * Flags of a workflow that Gitea or Forgejo runs. Their runners are one's own, whatever their labels say, and what
 * actions and scripts can see of a cache is the runner's affair.
 */
export function onOtherForge(flags: readonly CacheFlag[]): readonly CacheFlag[] {
	const builds = new Map<Build, Build>();
	return flags.map((flag) => {
		const { build } = flag;
		if (build.pipeline === undefined) return flag;
		let moved = builds.get(build);
		if (moved === undefined) {
			moved = {
				...build,
				pipeline: { ...build.pipeline, isGithub: false, isHosted: 'no', hasActionsToken: 'unknown' },
			};
			builds.set(build, moved);
		}
		return { ...flag, build: moved };
	});
}
