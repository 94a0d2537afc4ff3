import { readGoDuration } from '../catalogue/goValues.ts';
import { defineRule } from './rule.ts';
import { consequenceOf, judgedAttributes } from './shared/parameters.ts';
import { shownText } from './shared/shownText.ts';

const HOURS: Readonly<Record<string, number>> = { d: 24, w: 7 * 24 };

/** Units as people write them, with those of Go. */
const units: readonly (readonly [pattern: RegExp, unit: string])[] = [
	[/^s(?:ec(?:ond)?s?)?$/, 's'],
	[/^m(?:in(?:ute)?s?)?$/, 'm'],
	[/^h(?:r|our)?s?$/, 'h'],
];

/** The duration that was meant, as Go writes it: `24h` for `1d`, `10m` for `10` minutes of a timeout. */
function meantOf(written: string, name: string): string | undefined {
	const [, number, word] = /^(\d+) ?([a-z]*)$/i.exec(written) ?? [];
	if (number === undefined || word === undefined) return undefined;
	const unit = word.toLowerCase();
	if (unit === '') return name === 'timeout' ? `${number}m` : `${number}h`;
	const day = /^(d|w)(?:ays?|eeks?)?$/.exec(unit)?.[1];
	if (day !== undefined) return number.length > 4 ? undefined : `${Number(number) * HOURS[day]!}h`;
	const known = units.find(([pattern]) => pattern.test(unit))?.[1];
	return known === undefined ? undefined : `${number}${known}`;
}

export default defineRule({
	id: 'invalid-duration',
	group: 'values',
	severity: 'error',
	preset: 'recommended',
	summary: 'A value that is no duration where one is wanted.',
	docs: `
Durations are written as in Go: numbers with the units \`ns\`, \`us\`, \`ms\`, \`s\`, \`m\`, \`h\`, such as \`10m\`, \`1h30m\` or \`1.5h\`. A number without unit is
none, and there are no days.

- \`timeout\` of \`type=gha\`: an export stops with \`failed to parse timeout for github actions cache: time: missing unit in
  duration "10"\`, an import writes that into the log and goes on without cache.
- \`touch_refresh\` of \`type=s3\`: \`1d\` counts as \`24h\`, and so does \`7d\`, without a word.

BuildKit 0.13 to 0.32 (\`timeout\`), 0.11 to 0.32 (\`touch_refresh\`).
`,
	bad: [
		{
			title: 'a number without unit',
			path: '.github/workflows/ci.yml',
			text: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,timeout=10
				                                       ^^ \`timeout=10\` has no unit; the cache is not imported and the build goes on without it. Use Go syntax such as \`10m\`.
				          cache-to: type=gha,mode=max,timeout=10min
				                                              ^^^^^ \`timeout=10min\` is not a duration; the build stops with \`failed to parse timeout for github actions cache: time: unknown unit "min" in duration "10min"\`. Use Go syntax such as \`10m\`.
			`,
			fixed: `
				on: push
				jobs:
				  build:
				    runs-on: ubuntu-latest
				    steps:
				      - uses: docker/build-push-action@v6
				        with:
				          cache-from: type=gha,timeout=10m
				          cache-to: type=gha,mode=max,timeout=10m
			`,
		},
		{
			title: 'days',
			path: 'build.sh',
			text: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,touch_refresh=7d .
				                                                                       ^^ \`touch_refresh=7d\` is not a duration; BuildKit silently uses \`24h\`. Use Go syntax such as \`168h\`.
			`,
			fixed: `
				docker buildx build --cache-to type=s3,region=r,bucket=b,touch_refresh=168h .
			`,
		},
		{
			title: 'nothing that could be guessed',
			path: 'docker-bake.hcl',
			text: `
				target "app" {
				  cache-to = ["type=gha,timeout=never", "type=s3,region=r,bucket=b,touch_refresh="]
				                                ^^^^^ \`timeout=never\` is not a duration; the build stops with \`failed to parse timeout for github actions cache: time: invalid duration "never"\`. Use Go syntax such as \`10m\`.
				                                                                   ^^^^^^^^^^^^^^ \`touch_refresh=\` is not a duration; BuildKit silently uses \`24h\`. Use Go syntax such as \`24h\`.
				}
			`,
		},
	],
	good: [
		{
			title: 'durations of Go',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,timeout=10m --cache-to type=s3,region=r,bucket=b,touch_refresh=24h .
			`,
		},
		{
			title: 'compound ones, fractions, and zero',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from type=gha,timeout=1h30m --cache-from type=gha,timeout=1.5h --cache-to type=gha,timeout=0 .
			`,
		},
		{
			title: 'a value from somewhere else',
			path: 'build.sh',
			text: `
				docker buildx build --cache-from "type=gha,timeout=$TIMEOUT" --cache-to "type=gha,timeout=\${MINUTES}m" .
			`,
		},
	],
	checkEntry(entry) {
		return judgedAttributes(entry, 'duration').flatMap((known) => {
			const { attribute, parameter } = known;
			const { value } = attribute;
			const { error } = readGoDuration(value.text);
			if (error === undefined) return [];
			const silent = `BuildKit silently uses \`${parameter.defaults.at(-1)?.value}\``;
			const what = error.includes('missing unit') ? 'has no unit' : 'is not a duration';
			const meant = meantOf(value.text, attribute.name);
			return [
				{
					span: value.length === 0 ? attribute.span : value.span,
					message:
						`\`${attribute.key.text}=${shownText(value.text)}\` ${what}; ${consequenceOf(known, entry, { silent, reason: error })}. ` +
						`Use Go syntax such as \`${meant ?? parameter.defaults.at(-1)?.value ?? '10m'}\`.`,
					fixes:
						meant === undefined
							? []
							: [{ title: `Write \`${meant}\``, safe: false, edits: [{ span: value.span, text: meant }] }],
				},
			];
		});
	},
});
