import { Copy, DockerfileParser, type Flag, From, type Instruction, type Line, Run } from 'dockerfile-ast';
import { type Dockerfile, findStage, type Stage } from '../../cache/dockerfile.ts';
import { indexLines } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';

/** Frontends that read Dockerfiles as BuildKit itself does: `docker/dockerfile:1.7`; others have languages of their own. */
const USUAL_SYNTAX = /(?:^|\/)docker\/dockerfile(?:-upstream)?(?:[:@]|$)/;

/** A variable in a name: `$BASE`, `${BASE:-debian}`. */
const VARIABLE = /\$(?:\{[^}]*\}?|\w+)/;

/** `3<<EOF`, which the parser takes for a word: what follows would be read as instructions. */
const NUMBERED_HEREDOC = /[ \t]\d+<<-?["']?[A-Za-z_]/;

/** Longer files are passed over: the parser takes a second for a few of this length, and nobody writes them. */
const LONGEST = 200_000;

/**
 * The stages of a Dockerfile; `undefined` where something else than BuildKit's own frontend reads the file, and where the
 * parser would read something else than BuildKit.
 */
export function readDockerfile(text: string): Dockerfile | undefined {
	if (text.length > LONGEST || NUMBERED_HEREDOC.test(text)) return undefined;
	const parsed = DockerfileParser.parse(text);
	const syntax = parsed.getDirectives().find((directive) => directive.getName().toLowerCase() === 'syntax');
	if (syntax !== undefined && !USUAL_SYNTAX.test(syntax.getValue())) return undefined;
	const spanOf = spansIn(text);
	const parts: StageParts[] = [];
	for (const instruction of parsed.getInstructions()) {
		if (instruction instanceof From) parts.push({ from: instruction, instructions: [] });
		else parts.at(-1)?.instructions.push(instruction);
	}
	const names = parts.map(({ from }) => ({ name: from.getBuildStage()?.toLowerCase() }));
	return {
		stages: parts.map(({ from, instructions }, at): Stage => {
			const runs = instructions.filter((instruction) => instruction instanceof Run);
			const mounts = runs.flatMap((run) => flagsOf(run, 'mount'));
			const copies = instructions.filter((instruction) => instruction instanceof Copy);
			const taken = [
				...copies.flatMap((copy) => flagsOf(copy, 'from').map((flag) => flag.getValue())),
				...mounts.map((mount) => fieldOf(mount, 'from')),
			];
			return {
				name: names[at]!.name,
				base: baseOf(from.getImage(), names.slice(0, at)),
				sources: [...new Set(taken.flatMap((name) => (name ? (findStage(names, name) ?? []) : [])))],
				span: spanOf(from),
				runs: runs.map(spanOf),
				cacheMounts: mounts.filter((mount) => fieldOf(mount, 'type') === 'cache').map(spanOf),
			};
		}),
	};
}

interface StageParts {
	readonly from: From;
	readonly instructions: Instruction[];
}

/** What a stage begins with: one of the stages above it, by name only, or an image. */
function baseOf(image: string | null, above: readonly Pick<Stage, 'name'>[]): Stage['base'] {
	const written = image?.toLowerCase();
	if (written === undefined) return 'unknown';
	if (VARIABLE.test(written)) {
		const literals = written.split(VARIABLE).map((literal) => literal.replaceAll(/[^\w-]/g, '\\$&'));
		const pattern = new RegExp(`^${literals.join('.*')}$`);
		return above.some(({ name }) => name !== undefined && pattern.test(name)) ? 'unknown' : undefined;
	}
	const named = above.findLastIndex(({ name }) => name === written);
	return named === -1 ? undefined : named;
}

/** The options of this name, wherever among the others. */
function flagsOf(instruction: Copy | Run, name: string): readonly Flag[] {
	return instruction.getFlags().filter((flag) => flag.getName() === name);
}

/** A field of a mount: `build` for `from` in `--mount=type=cache,from=build,target=/x`. */
function fieldOf(mount: Flag, name: string): string | undefined {
	const fields = (mount.getValue() ?? '').split(',').map((field) => field.replaceAll('"', ''));
	return fields.findLast((field) => field.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
}

function spansIn(text: string): (line: Pick<Line, 'getRange'>) => Span {
	const lines = indexLines(text);
	return (line) => {
		const { start, end } = line.getRange();
		return { start: lines.startOf(start.line) + start.character, end: lines.startOf(end.line) + end.character };
	};
}
