import type { BuilderFacts, PipelineFacts, Seen } from '../../cache/build.ts';
import type { ActionFacts } from '../../hosts/host.ts';
import type { Question, Workspace } from '../workspace.ts';

/** What several actions of the repository do, one after the other; `unknown` where one of them cannot be seen. */
const whatActionsDo: Question<{ readonly paths: readonly string[]; readonly fact: keyof ActionFacts }, Seen> = (
	others,
	{ paths, fact },
) => {
	const facts = paths.map((path) => {
		const file = others.find((other) => other.path === `${path}/action.yml` || other.path === `${path}/action.yaml`);
		return file?.reading.action?.[fact] ?? 'unknown';
	});
	if (facts.includes('yes')) return 'yes';
	return facts.includes('unknown') ? 'unknown' : 'no';
};

/** Whether a builder was set up before a build, by actions of the repository too. */
export function isBuilderSetUp({ isSetUp, decidedBy }: BuilderFacts, workspace: Workspace): Seen {
	if (isSetUp !== 'unknown' || decidedBy === undefined) return isSetUp;
	return workspace.ask(whatActionsDo, { paths: decidedBy, fact: 'setsUpBuilder' });
}

/** Whether a build can see the token of the Actions cache, which actions of the repository may have handed on. */
export function hasToken({ hasActionsToken, tokenDecidedBy }: PipelineFacts, workspace: Workspace): Seen {
	if (hasActionsToken !== 'unknown' || tokenDecidedBy === undefined) return hasActionsToken;
	return workspace.ask(whatActionsDo, { paths: tokenDecidedBy, fact: 'exportsToken' });
}
