import picomatch from 'picomatch';

/**
 * Whether a path, relative to the directory of the globs, is left out by one of them. `vendor`, `vendor/` and
 * `./vendor` all leave out `vendor/a/build.sh`; two stars stand for any number of directories.
 */
export function createExclude(globs: readonly string[]): (path: string) => boolean {
	if (globs.length === 0) return () => false;
	return picomatch(
		globs.flatMap((glob) => {
			const bare = glob.replace(/^\.\//, '').replace(/\/$/, '');
			return [bare, `${bare}/**`];
		}),
		{ dot: true },
	);
}
