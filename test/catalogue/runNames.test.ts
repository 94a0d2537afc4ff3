import { describe, expect, test } from 'vitest';
import { perRunName } from '../../server/src/catalogue/runNames.ts';

describe('an expansion is another one for every run', () => {
	test.each([
		['${{ github.sha }}', 'github.sha'],
		['${{github.event.pull_request.head.sha}}', 'github.event.pull_request.head.sha'],
		['${{ env.GITHUB_RUN_ID }}', 'GITHUB_RUN_ID'],
		['$CI_COMMIT_SHORT_SHA', '$CI_COMMIT_SHORT_SHA'],
		['${CI_PIPELINE_ID}', '$CI_PIPELINE_ID'],
		['${GITHUB_SHA::8}', '$GITHUB_SHA'],
		['${GITHUB_SHA:0:8}', '$GITHUB_SHA'],
		['$(BUILD_NUMBER)', '$BUILD_NUMBER'],
		['GITHUB_SHA', '$GITHUB_SHA'],
		['$(date +%Y%m%d)', '$(date +%Y%m%d)'],
		['$(git rev-parse --short HEAD)', '$(git rev-parse --short HEAD)'],
		['`git rev-parse HEAD`', '`git rev-parse HEAD`'],
	])('%s', (text, name) => {
		expect(perRunName(text)).toBe(name);
	});

	test.each([
		'${{ github.ref_name }}',
		'${{ github.event.pull_request.base.sha }}',
		'${{ github.event.before }}',
		'${{ github.event.number }}',
		"${{ hashFiles('package-lock.json') }}",
		'${{ github.sha || github.ref }}',
		'$CI_COMMIT_REF_SLUG',
		'${GITHUB_SHA:-main}',
		'${GITHUB_SHA:+sha}',
		'$(git rev-parse --abbrev-ref HEAD)',
		'$(git rev-parse origin/main)',
		'$(git merge-base HEAD main)',
		'$(candidate)',
		'$VERSION',
	])('%s may last', (text) => {
		expect(perRunName(text)).toBeUndefined();
	});
});
