import { readGroovy } from '../text/groovy/readGroovy.ts';
import { MappedText } from '../text/mappedText.ts';
import { defineHost } from './host.ts';
import { findJenkinsFlags } from './jenkins/findJenkinsFlags.ts';

const JENKINS_PATH =
	/(?:^|\/)(?:[\w.-]*[._-])?jenkinsfile(?:[._-](?!(?:md|txt|ya?ml|json|sh)$)[\w.-]+)?$|\.jenkinsfile$/i;
const GROOVY_PATH = /\.(?:groovy|gvy|gradle)$/i;
/** Blocks and steps of pipelines, and of the libraries they share. */
const STEPS = /\b(?:pipeline|node|stage|steps)\s*[({'"]|\bsh\s*[('"]|\bdocker\.build\s*\(/;
/** What else a build script may hand to docker: `commandLine 'docker', 'build', '--cache-from', …`. */
const OPTIONS = /--(?:cache-(?:to|from)|(?:im|ex)port-cache)\b/;

/** Jenkins pipelines: `sh` steps and `docker.build`, with the strings of Groovy that they are put together of. */
export default defineHost({
	id: 'jenkinsfile',
	comment: '//',
	claim({ path, languageId, text }) {
		if (JENKINS_PATH.test(path) || languageId === 'jenkinsfile') return 'name';
		const isGroovy = GROOVY_PATH.test(path) || languageId === 'groovy';
		return isGroovy && (STEPS.test(text) || OPTIONS.test(text)) ? 'content' : undefined;
	},
	find({ text }) {
		const groovy = readGroovy(MappedText.verbatim(text));
		const { flags, comments } = findJenkinsFlags(groovy, text);
		return { flags, comments: [...groovy.comments, ...comments].sort((a, b) => a.span.start - b.span.start) };
	},
});
