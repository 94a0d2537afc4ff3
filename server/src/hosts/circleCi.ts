import { MappedText } from '../text/mappedText.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { readCircle } from './circle/readCircle.ts';
import { defineHost } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

const CI_PATH = /(?:^|\/)\.circleci\/(?:.*\/)?[^/]+\.ya?ml$/i;
const VERSION = /^version[ \t]*:[ \t]*["']?2(?:\.\d)?["']?[ \t]*(?:#.*)?\r?$/m;
const SECTION = /^(?:jobs|workflows|orbs|commands|executors)[ \t]*:/m;
const STEPS = /^[ \t]*steps[ \t]*:/m;
/** The file of an orb's command or job: steps at the top, that run something with a parameter. */
const ORB_STEPS = /^steps[ \t]*:/m;
const ORB_PARAMETER = /<<[ \t]*parameters\.[\w-]+[ \t]*>>/;
/** `<< parameters.tag >>`, `<<# parameters.x >>`, and `{{ .Branch }}` of cache keys; not the `<<EOF >>file` of a shell. */
const EXPANSIONS = /(?<!\\)<<[ \t]*[#/^]?[ \t]*[A-Za-z_][\w-]*(?:\.[\w-]+)+[ \t]*>>|\{\{(?:(?!\}\})[^\r\n])*\}\}/g;

/** CircleCI: `run` steps of jobs, commands and orbs, and what is handed to orbs. */
export default defineHost({
	id: 'circle-ci',
	comment: '#',
	claim(file) {
		if (CI_PATH.test(file.path)) return 'name';
		if (!isYamlFile(file)) return undefined;
		const { text } = file;
		const isConfiguration = VERSION.test(text) && SECTION.test(text) && STEPS.test(text);
		return isConfiguration || (ORB_STEPS.test(text) && ORB_PARAMETER.test(text)) ? 'content' : undefined;
	},
	find(file) {
		const { documents, comments } = readYaml(MappedText.verbatim(file.text), { expansions: EXPANSIONS });
		const readings = documents.map((root) => readCircle(root, file.text));
		return {
			flags: inFileOrder(readings.flatMap(({ flags }) => flags)),
			comments: [...comments, ...readings.flatMap((reading) => reading.comments)],
		};
	},
});
