import type { BuilderFacts, Driver, Pin, Seen } from '../../cache/build.ts';
import type { MappedText } from '../../text/mappedText.ts';
import { asScalar, getPair } from '../../text/yaml/navigate.ts';
import { pinOfOption } from '../commands/builders.ts';
import { commentPlaceAt, splitLines } from '../yaml/lines.ts';
import { isPlainAction, knownBuilderAction } from './knownActions.ts';
import { inputOf, inputPairs, type Step, textOf } from './steps.ts';

/** What the steps of a job have done before a build. */
export interface JobFacts {
	readonly builder: BuilderFacts;
	/** `if:` of the steps that set a builder up, `undefined` for those without: a build under another may run without it. */
	readonly builderConditions: readonly (MappedText | undefined)[];
	readonly pins: readonly Pin[];
	/** Whether a step has handed the Actions cache token to `run:` steps. */
	readonly exportsToken: Seen;
	/** The actions of the repository that alone decide that. */
	readonly tokenDecidedBy?: readonly string[];
	/** How the job has logged in to ghcr.io: with its own token, or perhaps with something else. */
	readonly ghcrLogin: 'none' | 'token' | 'unknown';
	/** Whether a step that always runs needs a secret of the repository, which pull requests from forks have not. */
	readonly needsSecrets: boolean;
	/** Where relative paths start: in the repository, unless another one may have been checked out, or this one elsewhere. */
	readonly startsIn: 'repository' | undefined;
}

/** The facts before the first step. */
export const freshJob: JobFacts = {
	builder: { driver: undefined, isSetUp: 'no', options: [] },
	builderConditions: [],
	pins: [],
	exportsToken: 'no',
	ghcrLogin: 'none',
	needsSecrets: false,
	startsIn: 'repository',
};

const DRIVERS: readonly Driver[] = ['docker', 'docker-container', 'kubernetes', 'remote', 'cloud'];

/** Commands whose scripts may do anything. */
const OPAQUE_COMMAND = /(?:^|[\s;&|])(?:\.{0,2}\/\S+|\S+\.sh|make|just|task|mage|earthly)(?=\s|$)/m;
const TOKEN_NAMES = /ACTIONS_(?:RUNTIME_TOKEN|RUNTIME_URL|RESULTS_URL|CACHE_URL)/;

/** The facts after one more step. */
export function afterStep(facts: JobFacts, step: Step, source: string): JobFacts {
	const { action, run } = step;
	if (run !== undefined) return afterRun(facts, run.value);
	if (action === undefined) return facts;
	if (action.name === 'actions/checkout' && ['repository', 'path'].some((name) => inputOf(step, name) !== undefined)) {
		return { ...facts, startsIn: undefined };
	}
	if (action.name === 'docker/setup-buildx-action') return afterSetupBuildx(facts, step, source);
	if (action.name === 'docker/login-action') return afterLogin(facts, step);
	if (action.name === 'docker/setup-docker-action') {
		const version = inputOf(step, 'version');
		const pins = version === undefined ? [] : [{ of: 'engine', text: version, by: 'setup-docker-action' } as const];
		return { ...withUnknownBuilder(facts), pins: [...facts.pins, ...pins] };
	}
	const brought = knownBuilderAction(action.name);
	if (brought !== undefined) {
		const { keptBy } = brought;
		return {
			...facts,
			builder: { driver: undefined, isSetUp: 'yes', options: [], ...(keptBy === undefined ? {} : { keptBy }) },
			builderConditions: [...facts.builderConditions, step.condition],
		};
	}
	if (action.name === 'crazy-max/ghaction-github-runtime') return { ...facts, exportsToken: 'yes' };
	if (action.name === 'actions/github-script') {
		return TOKEN_NAMES.test(inputOf(step, 'script')?.text ?? '') ? { ...facts, exportsToken: 'yes' } : facts;
	}
	if (isPlainAction(action.name)) return facts;
	const local = localActionOf(step);
	if (local !== undefined) return { ...afterLocalAction(facts, local), ghcrLogin: 'unknown' };
	// Composite actions, of this repository or of another, can hold any step.
	return {
		...withUnknownToken(withUnknownBuilder(facts)),
		ghcrLogin: 'unknown',
	};
}

/** The directory of an action of the repository: `.github/actions/setup` of `uses: ./.github/actions/setup`. */
function localActionOf({ node }: Step): string | undefined {
	const uses = textOf(node, 'uses');
	if (uses === undefined || uses.isDynamic) return undefined;
	const path = /^\.\/(.+?)\/*$/.exec(uses.text.trim())?.[1];
	return path === undefined || path.split('/').includes('..') ? undefined : path;
}

/** What is still undecided is up to the action: another file says what it does. */
function afterLocalAction(facts: JobFacts, path: string): JobFacts {
	const { builder, exportsToken } = facts;
	const decide = (by: readonly string[] | undefined, known: Seen) =>
		known === 'no' ? [path] : by === undefined ? undefined : [...by, path];
	const byBuilder = builder.isSetUp === 'yes' ? undefined : decide(builder.decidedBy, builder.isSetUp);
	const byToken = exportsToken === 'yes' ? undefined : decide(facts.tokenDecidedBy, exportsToken);
	return {
		...facts,
		...(byBuilder === undefined ? {} : { builder: { ...builder, isSetUp: 'unknown', decidedBy: byBuilder } }),
		...(byToken === undefined ? {} : { exportsToken: 'unknown', tokenDecidedBy: byToken }),
	};
}

/** The builder as a build under this condition finds it. */
export function builderFor(facts: JobFacts, condition: MappedText | undefined): BuilderFacts {
	const { builder, builderConditions } = facts;
	const own = isAlwaysTrue(condition) ? undefined : condition?.written;
	if (builderConditions.length === 0) return builder;
	if (builderConditions.some((other) => isAlwaysTrue(other) || other?.written === own)) return builder;
	const [only, ...others] = builderConditions;
	const isOnlyThen = own === undefined && others.length === 0 && only !== undefined && builder.isSetUp === 'yes';
	return { ...builder, isSetUp: 'unknown', ...(isOnlyThen ? { onlyIf: only } : {}) };
}

/** Whether a condition lets the step run whenever those before it have succeeded. */
function isAlwaysTrue(condition: MappedText | undefined): boolean {
	return (
		condition === undefined ||
		/^(?:\$\{\{)?\s*(?:always|success)\(\)\s*(?:\}\})?$|^!\s*cancelled\(\)$/.test(condition.written)
	);
}

function withUnknownBuilder(facts: JobFacts): JobFacts {
	if (facts.builder.isSetUp === 'yes') return facts;
	const { decidedBy: _, ...builder } = facts.builder;
	return { ...facts, builder: { ...builder, isSetUp: 'unknown' } };
}

function withUnknownToken(facts: JobFacts): JobFacts {
	if (facts.exportsToken === 'yes') return facts;
	const { tokenDecidedBy: _, ...others } = facts;
	return { ...others, exportsToken: 'unknown' };
}

function afterSetupBuildx(facts: JobFacts, step: Step, source: string): JobFacts {
	const driver = inputOf(step, 'driver');
	const written = inputOf(step, 'driver-opts');
	const options = written === undefined ? [] : splitLines(written);
	const version = inputOf(step, 'version');
	const pins: Pin[] = [...options.flatMap((option) => pinOfOption(option, 'driver-opts'))];
	if (version !== undefined && !version.isDynamic)
		pins.push({ of: 'buildx', text: version, by: 'setup-buildx-action' });
	const isUsed = inputOf(step, 'use')?.text !== 'false';
	return {
		...facts,
		builder: {
			driver: driverOf(driver),
			isSetUp: isUsed ? 'yes' : 'unknown',
			options,
			...networkEdit(step, source),
		},
		builderConditions: [...facts.builderConditions, step.condition],
		pins: [...facts.pins, ...pins],
	};
}

/** The input that puts the builder of a step into the network of the machine. */
function networkEdit(step: Step, source: string): Pick<BuilderFacts, 'hostNetworkEdit'> {
	const [first] = inputPairs(step);
	const written = inputPairs(step).find(({ key }) => key.value.text.toLowerCase() === 'driver-opts');
	const isTold = /(?:^|\s)network=/.test(inputOf(step, 'driver-opts')?.text ?? '');
	if (isTold || step.node.isFlow || step.inputs?.isFlow === true) return {};
	if (first === undefined) {
		const { indent } = commentPlaceAt(source, step.node.span.start);
		const uses = getPair(step.node, 'uses')?.value?.span.end ?? step.node.span.end;
		const end = (source.indexOf('\n', uses) + 1 || source.length + 1) - 1;
		const pad = `${indent}  `;
		return insertion(end, `\n${pad}with:\n${pad}  driver-opts: network=host`);
	}
	const { indent } = commentPlaceAt(source, first.key.span.start);
	if (written === undefined) return insertion(first.key.span.start, `driver-opts: network=host\n${indent}`);
	const value = asScalar(written.value);
	const last = value === undefined ? undefined : splitLines(value.value).at(-1);
	if (value?.style === 'literal' && last !== undefined) {
		return insertion(last.span.end, `\n${commentPlaceAt(source, last.span.start).indent}network=host`);
	}
	if (value?.style !== 'plain' || last === undefined) return {};
	const text = `|\n${indent}  ${last.written}\n${indent}  network=host`;
	return { hostNetworkEdit: { span: value.span, text } };
}

function insertion(at: number, text: string): Pick<BuilderFacts, 'hostNetworkEdit'> {
	return { hostNetworkEdit: { span: { start: at, end: at }, text } };
}

function driverOf(driver: MappedText | undefined): Driver | undefined {
	// The action's own default: docker/setup-buildx-action, action.yml, `driver`.
	if (driver === undefined) return 'docker-container';
	return DRIVERS.find((known) => known === driver.text.trim());
}

/** The job's own token, as expressions name it. */
const OWN_TOKEN = /secrets\.GITHUB_TOKEN|github\.token/i;

function afterLogin(facts: JobFacts, step: Step): JobFacts {
	const registry = inputOf(step, 'registry')?.written ?? 'docker.io';
	const password = inputOf(step, 'password')?.written ?? '';
	const isOwn = OWN_TOKEN.test(password);
	const mayBeGhcr = registry === 'ghcr.io' || registry.includes('${{');
	const needsSecrets = facts.needsSecrets || (step.condition === undefined && !isOwn && /secrets\./.test(password));
	if (!mayBeGhcr || (isOwn && facts.ghcrLogin !== 'none')) return { ...facts, needsSecrets };
	return { ...facts, needsSecrets, ghcrLogin: isOwn ? 'token' : 'unknown' };
}

function afterRun(facts: JobFacts, script: MappedText): JobFacts {
	const { text } = script;
	let next = facts;
	if (/buildx\s+create\b/.test(text)) next = afterCreate(next, script);
	else if (
		/buildx\s+(?:use|install)\b|BUILDX_BUILDER|containerd-snapshotter|daemon\.json/.test(text) ||
		OPAQUE_COMMAND.test(text)
	) {
		next = withUnknownBuilder(next);
	}
	if (TOKEN_NAMES.test(text)) next = withUnknownToken(next);
	if (/\blogin\b|\.docker\/config|DOCKER_AUTH/.test(text) || OPAQUE_COMMAND.test(text)) {
		const isToken = next.ghcrLogin === 'none' && /ghcr\.io/.test(text) && OWN_TOKEN.test(script.written);
		next = { ...next, ghcrLogin: isToken ? 'token' : 'unknown' };
	}
	return next;
}

/** The index of the last letter of `buildx create`. */
function createdAt(script: string): number {
	const { index, 0: command } = /buildx\s+create\b/.exec(script)!;
	return index + command.length - 1;
}

function afterCreate(facts: JobFacts, script: MappedText): JobFacts {
	const { text } = script;
	const driver = /--driver[= ]["']?([\w-]+)/.exec(text)?.[1];
	const options = [...text.matchAll(/--driver-opt[= ]["']?([^\s"']+)/g)].map((match) => {
		const start = match.index + match[0].length - match[1]!.length;
		return script.slice(start, start + match[1]!.length);
	});
	const pins = options.flatMap((option) => pinOfOption(option, 'docker buildx create'));
	const isUsed = /--use\b|--bootstrap\b|buildx\s+use\b|BUILDX_BUILDER|--name\b/.test(text);
	const known = driver === undefined ? 'docker-container' : DRIVERS.find((name) => name === driver);
	return {
		...facts,
		builder: {
			driver: known,
			isSetUp: isUsed ? 'yes' : 'unknown',
			options,
			...(options.some((option) => option.text.includes('network='))
				? {}
				: insertion(script.endOf(createdAt(text)), ' --driver-opt network=host')),
		},
		builderConditions: [...facts.builderConditions, undefined],
		pins: [...facts.pins, ...pins],
	};
}
