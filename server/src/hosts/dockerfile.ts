import type { Dockerfile } from '../cache/dockerfile.ts';
import { readDockerfile } from './dockerfile/readDockerfile.ts';
import { defineHost } from './host.ts';

const DOCKERFILE_PATH = /(?:^|\/)(?:Docker|Container)file(?:[._-][^/]*)?$|[^/]\.(?:Docker|Container)file$/i;
/** `Dockerfile.dockerignore` and files of languages that have hosts of their own: `dockerfile.yaml`. */
const OTHER_FILE = /\.(?:dockerignore|md|ya?ml|jsonc?|hcl|sh|bash|mk|ps1|bat|cmd)$/i;

/** Dockerfiles, which have no flags; what their stages are tells what caches of the builds that use them hold. */
export default defineHost({
	id: 'dockerfile',
	comment: '#',
	/** More than one stage, or a cache mount: all else makes no difference to a cache. */
	words: /^[ \t]*from[ \t][\s\S]*^[ \t]*from[ \t]|type=cache/im,
	claim({ path, languageId }) {
		if (languageId === 'dockerfile') return 'name';
		return DOCKERFILE_PATH.test(path) && !OTHER_FILE.test(path) ? 'name' : undefined;
	},
	find({ text }) {
		let read: { readonly dockerfile: Dockerfile | undefined } | undefined;
		return {
			flags: [],
			comments: [],
			// Only when a rule asks: most Dockerfiles belong to no build with a cache, and the parser takes a millisecond for each.
			get dockerfile() {
				read ??= { dockerfile: readDockerfile(text) };
				return read.dockerfile;
			},
		};
	},
});
