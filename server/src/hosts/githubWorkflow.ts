import type { CacheFlag } from '../cache/flag.ts';
import { moveAll, moveText } from '../cache/move.ts';
import { GITHUB_EXPRESSION } from '../text/githubExpression.ts';
import { MappedText } from '../text/mappedText.ts';
import { readYaml } from '../text/yaml/readYaml.ts';
import { type JobParts, splitJobs } from './github/jobParts.ts';
import { onOtherForge } from './github/otherForge.ts';
import { readWorkflow } from './github/readWorkflow.ts';
import { defineHost, FLAG_OR_CALL, type HostReading, type ReadPart, type SourceFile } from './host.ts';
import { inFileOrder, isYamlFile } from './yaml/files.ts';

const WORKFLOW_PATH = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i;
const FORGE_PATH = /(?:^|\/)\.(?:gitea|forgejo)\/workflows\//i;
const ACTION_PATH = /(?:^|\/)action\.ya?ml$/i;
const WORKFLOW_KEYS = [/^(?:on|"on"|'on'|true)[ \t]*:/m, /^jobs[ \t]*:/m];
/** Composite actions are read whatever they hold: they may set up a builder for others. */
const WORDS = new RegExp(`${FLAG_OR_CALL.source}|composite`, 'i');
const ACTION_KEYS = [/^runs[ \t]*:/m, /^[ \t]+steps[ \t]*:/m];

/**
 * Workflows and composite actions of GitHub Actions (Gitea and Forgejo read the same language): inputs of
 * docker/build-push-action and its like, `set:` of docker/bake-action, commands of `run:` steps.
 */
export default defineHost({
	id: 'github-workflow',
	comment: '#',
	words: WORDS,
	claim(file) {
		if (file.languageId === 'github-actions-workflow' || WORKFLOW_PATH.test(file.path)) return 'name';
		if (!isYamlFile(file)) return undefined;
		const has = (keys: readonly RegExp[]) => keys.every((key) => key.test(file.text));
		if (ACTION_PATH.test(file.path) && has(ACTION_KEYS)) return 'name';
		return has(WORKFLOW_KEYS) ? 'content' : undefined;
	},
	find(file, previous) {
		const parts = splitJobs(file.text);
		const reading = parts === undefined ? readWhole(file) : readParts(file, parts, previous);
		const flags = inFileOrder(withoutRepeated(reading.flags));
		return { ...reading, flags: FORGE_PATH.test(file.path) ? onOtherForge(flags) : flags };
	},
});

function readWhole(file: SourceFile): HostReading {
	const source = MappedText.verbatim(file.text);
	const { documents, comments } = readYaml(source, { expansions: GITHUB_EXPRESSION });
	const reading = documents.map((root) => readWorkflow(root, source));
	return {
		flags: reading.flatMap(({ flags }) => flags),
		comments: [...comments, ...reading.flatMap((part) => part.comments)],
		calls: reading.flatMap(({ calls }) => calls),
		...(reading[0]?.action === undefined ? {} : { action: reading[0].action }),
	};
}

/**
 * Reads each job with what stands before the jobs, as if it were the only one: what a job means depends on no other. A
 * job that is the same as before, under the same head, is taken over.
 */
function readParts(file: SourceFile, { headEnd, parts }: JobParts, previous: HostReading | undefined): HostReading {
	const source = MappedText.verbatim(file.text);
	const context = file.text.slice(0, headEnd);
	const known = new Map(previous?.parts?.filter((part) => part.context === context).map((part) => [part.text, part]));
	const first = previous?.parts?.[0];
	const read = parts.map(({ start, end }, index): ReadPart => {
		const text = file.text.slice(start, end);
		// The first job has the comments above all jobs with it.
		const old = index === 0 && first?.text !== text ? undefined : known.get(text);
		if (old === undefined || (index > 0 && old === first)) {
			return { text, start, context, ...readJobAlone(source, { headEnd, start, end, isFirst: index === 0 }) };
		}
		const move = { from: headEnd, delta: start - old.start };
		return {
			...old,
			start,
			flags: moveAll(old.flags, move),
			calls: moveAll(old.calls, move),
			comments: old.comments.map((comment) => moveText(comment, move)),
		};
	});
	return {
		flags: read.flatMap(({ flags }) => flags),
		comments: read.flatMap(({ comments }) => comments),
		calls: read.flatMap(({ calls }) => calls),
		parts: read,
	};
}

interface PartPlace {
	readonly headEnd: number;
	readonly start: number;
	readonly end: number;
	readonly isFirst: boolean;
}

function readJobAlone(
	source: MappedText,
	{ headEnd, start, end, isFirst }: PartPlace,
): Pick<ReadPart, 'flags' | 'comments' | 'calls'> {
	const alone = MappedText.builder(0).copy(source, 0, headEnd).copy(source, start, end).build(end);
	const { documents, comments } = readYaml(alone, { expansions: GITHUB_EXPRESSION });
	const reading = documents.map((root) => readWorkflow(root, source));
	return {
		flags: reading.flatMap(({ flags }) => flags),
		comments: [...comments, ...reading.flatMap((part) => part.comments)].filter(
			(comment) => isFirst || comment.span.start >= start,
		),
		calls: reading.flatMap(({ calls }) => calls),
	};
}

/** What several steps or jobs use, a literal in `env:`, a step behind an alias, is found with each; the first one counts. */
function withoutRepeated(flags: readonly CacheFlag[]): readonly CacheFlag[] {
	const seen = new Set<string>();
	return flags.filter(({ direction, value }) => {
		if (value.form !== 'text') return true;
		const key = `${direction} ${value.text.span.start} ${value.text.span.end}`;
		return !seen.has(key) && seen.add(key);
	});
}
