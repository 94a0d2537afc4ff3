import type { MappedText } from '../text/mappedText.ts';
import type { Span } from '../text/span.ts';

/** The program or action that reads a cache flag; the words of `cachelint list`. */
export type Tool =
	| 'buildx'
	| 'docker'
	| 'bake'
	| 'compose'
	| 'buildctl'
	| 'build-push-action'
	| 'bake-action'
	| 'depot'
	| 'devcontainer'
	| 'nerdctl'
	| 'podman'
	| 'buildah'
	| 'docker-legacy';

/** Whether something was seen; `unknown` where something we cannot read may decide it. */
export type Seen = 'yes' | 'no' | 'unknown';

/** A version somebody wrote down that holds for a build: `driver-opts: image=moby/buildkit:v0.19.0`. */
export interface Pin {
	readonly of: 'buildkit' | 'buildx' | 'engine' | 'compose';
	/** The version or image tag as typed: `v0.19.0`, `master`, `27.3-dind`. */
	readonly text: MappedText;
	/** What pins it, in words for a message: `driver-opts`, `setup-buildx-action`, `docker buildx create`. */
	readonly by: string;
}

/** The kinds of builder BuildKit runs in, as `docker buildx create --driver` names them. */
export type Driver = 'docker' | 'docker-container' | 'kubernetes' | 'remote' | 'cloud';

/** Something to be put in the place of `span` so that a build gets what it lacks. */
interface PlaceEdit {
	readonly span: Span;
	readonly text: string;
}

/** What a host saw of the builder that a build runs on. */
export interface BuilderFacts {
	/** The driver, when it was named or is certain. */
	readonly driver: Driver | undefined;
	/** Whether a builder was set up before the build (setup-buildx-action, `docker buildx create --use` …). */
	readonly isSetUp: Seen;
	/** Driver options as typed, `network=host`; empty when none were seen. */
	readonly options: readonly MappedText[];
	/** Puts the builder into the network of the machine, where no option has done so: `--driver-opt network=host`. */
	readonly hostNetworkEdit?: PlaceEdit;
	/** `if:` of the one step that sets it up, where the build itself has no condition and may run without the builder. */
	readonly onlyIf?: MappedText;
	/** The actions of the repository that alone decide whether it was set up: `.github/actions/setup`. */
	readonly decidedBy?: readonly string[];
	/** The service whose builder keeps its layers by itself, build after build: `Depot`, `Blacksmith`, `Namespace`. */
	readonly keptBy?: string;
}

/** One combination of a job's matrix: `{ arch: 'arm64', 'config.name': 'web' }`; keys of nested maps have dots. */
export type Leg = Readonly<Record<string, string>>;

/** What a CI host saw around a build; `undefined` fields were not looked at or cannot be known. */
export interface PipelineFacts {
	/** The name of the job the build runs in: `build`. */
	readonly job: string;
	/** Whether GitHub Actions runs it, with its tokens, actions and caches. */
	readonly isGithub?: boolean;
	/** Whether the job runs on machines of the CI vendor that start empty. */
	readonly isHosted: Seen;
	/** Whether the build can see the Actions cache token (an action can, a `run:` step cannot by itself). */
	readonly hasActionsToken: Seen;
	/** The actions of the repository that alone decide whether it can. */
	readonly tokenDecidedBy?: readonly string[];
	/** Whether the job's token may write packages (`packages: write`), where permissions are written down. */
	readonly canWritePackages?: Seen;
	/** Paths that a step of the job keeps for later runs or jobs: `path` of actions/cache, uploaded artifacts. */
	readonly savedPaths?: readonly MappedText[];
	/**
	 * Paths that scripts of the job move, copy or link, as typed: `/tmp/cache-new` of `mv /tmp/cache-new /tmp/cache`.
	 * `undefined` where some of what the job does is out of sight.
	 */
	readonly movedPaths?: readonly string[] | undefined;
	/** Whether steps may keep files in a way that cannot be seen: actions we do not know, machines with lasting disks. */
	readonly mayKeepFiles?: boolean;
	/** The scripts of all `run:` steps of the job. */
	readonly scripts?: readonly MappedText[];
	/** Writes `packages: write` in the permissions that hold for the job. */
	readonly packagesWriteEdit?: PlaceEdit;
	/** Whether an earlier step stops the job where the secrets of the repository are out of reach. */
	readonly needsSecrets?: boolean;
	/** Whether the job waits for others, whose conditions hold for it too. */
	readonly hasNeeds?: boolean;
	/** What the Actions cache may be used for, where `cache-mode` says it: `read`, `write`, `write-only`. */
	readonly cacheMode?: MappedText;
	/** Whether `concurrency` keeps runs apart. */
	readonly hasConcurrency?: boolean;
	/** Where a key of the workflow can be put: the start of the line of `jobs:`. */
	readonly headPlace?: { readonly offset: number };
	/** Whether only tags and releases start it. */
	readonly runsOnTagsOnly?: boolean;
	/** Keys of the job's matrix: `service`, `arch`. */
	readonly matrixKeys: readonly string[];
	/** Every combination of the matrix, where all of it is literal; one empty leg where there is no matrix. */
	readonly legs?: readonly Leg[];
	/** The labels of the machine, `ubuntu-latest`, `${{ matrix.runner }}`. */
	readonly runsOn?: readonly MappedText[];
	/** The directory of a script, `working-directory`. */
	readonly directory?: MappedText;
	/** Names of the events that start it (`push`, `pull_request`), when all are literal. */
	readonly events: readonly string[] | undefined;
	/** The `types` of `pull_request`, when they are literal: `closed`. */
	readonly pullRequestTypes?: readonly string[];
	/** Whether every branch and tag filter is a literal without `/`, so that a ref name cannot hold one. */
	readonly hasPlainRefsOnly: boolean;
	/** Whether pushes start it on branches named in full only, and nothing else but by hand starts it on others. */
	readonly runsOnNamedBranchesOnly?: boolean;
	/** `if:` of the step and of the job, as typed. */
	readonly conditions: readonly MappedText[];
	/** Where a step could be put before this one: start of the step's first line, and its indentation. */
	readonly stepPlace: { readonly offset: number; readonly indent: string } | undefined;
}

/**
 * The command, step, target or service that cache flags belong to, with the facts a host saw there. Flags of one build
 * share one object. Hosts collect; only rules judge.
 *
 * For `docker buildx build -t o/app:1 --push --cache-to type=gha .` it is `{ tool: 'buildx', images: ['o/app:1'],
 * pushes: 'yes', … }`.
 */
export interface Build {
	readonly tool: Tool;
	readonly span: Span;
	/** Name of the step, target or service: `web`. */
	readonly name: string | undefined;
	/** False where arguments hide in an expansion (`docker build "${ARGS[@]}"`): nothing may be called missing. */
	readonly isComplete: boolean;
	/** Image names its result gets: `-t`, `tags:`, `image:`, `-o type=image,name=`. */
	readonly images: readonly MappedText[];
	/** `--output` values as typed, `type=local,dest=out`. */
	readonly outputs: readonly MappedText[];
	readonly pushes: Seen;
	readonly loads: Seen;
	readonly noCache: Seen;
	readonly platforms: readonly MappedText[];
	readonly context: MappedText | undefined;
	readonly file: MappedText | undefined;
	readonly target: MappedText | undefined;
	/**
	 * Where its relative paths start: at the root of the `repository`, in the folder of the `file`, in that one or one
	 * `above` it, in `any` folder, where commands before it may have gone; `undefined` where they are perhaps not paths in
	 * this repository, or the Dockerfile is no file.
	 */
	readonly startsIn?: 'repository' | 'file' | 'above' | 'any' | undefined;
	/** Named contexts, `NAME=value` as typed, where a host has read them. */
	readonly contexts?: readonly MappedText[];
	/** The builds that take over the exports of this one: targets of a bake file that inherit its `cache-to`. */
	readonly heirs?: readonly Build[];
	/** Whether it is a target of a bake file in HCL or JSON, which bake reads more strictly than `--set` and Compose files. */
	readonly isBakeTarget?: true;
	/** What bake is told to build, targets and groups; none where it builds the default group. */
	readonly targets?: readonly MappedText[];
	/** The files that bake or Compose is told to read; none where it looks for those of the usual names. */
	readonly files?: readonly MappedText[];
	/** Whether it may be told to use caches in a way that cannot be seen: a line of `set:` or arguments that are an expansion. */
	readonly hidesOverrides?: boolean;
	/** What bake may do outside of its directory, as typed, `fs.write=/tmp/cache`; `undefined` where that cannot be seen. */
	readonly allowed?: readonly MappedText[];
	/** The name of the command's action, behind which it can be given another option: `bake`. */
	readonly verb?: Span;
	/** Build arguments, `NAME=value` as typed. */
	readonly args: readonly MappedText[];
	readonly pins: readonly Pin[];
	readonly builder: BuilderFacts;
	readonly pipeline: PipelineFacts | undefined;
	/** Paths that the script around it moves, as `pipeline.movedPaths`; `undefined` where there is no whole script to see. */
	readonly movedPaths: readonly string[] | undefined;
	/** Variables that the script around it sets, so that they need not hold what a CI system gave them. */
	readonly assigned?: readonly string[];
}

/** A build about which nothing is known but its tool and place; hosts fill in what they see. */
export function createBuild(facts: Pick<Build, 'tool' | 'span'> & Partial<Build>): Build {
	return {
		name: undefined,
		isComplete: true,
		images: [],
		outputs: [],
		pushes: 'unknown',
		loads: 'unknown',
		noCache: 'no',
		platforms: [],
		context: undefined,
		file: undefined,
		target: undefined,
		args: [],
		pins: [],
		builder: { driver: undefined, isSetUp: 'unknown', options: [] },
		pipeline: undefined,
		movedPaths: undefined,
		...facts,
	};
}

/** How a tool reads the value of a flag: as buildx, as buildctl, or in a way of its own that is never judged as BuildKit's. */
export type Grammar = 'buildx' | 'buildctl' | 'other';

/**
 * The grammar of a tool. nerdctl hands the value to buildctl; podman, buildah and the legacy builder have their own
 * (catalogue.md section 11).
 */
export function grammarOf(tool: Tool): Grammar {
	switch (tool) {
		case 'buildctl':
		case 'nerdctl':
			return 'buildctl';
		case 'podman':
		case 'buildah':
		case 'docker-legacy':
			return 'other';
		default:
			return 'buildx';
	}
}
