import { describe, expect, test } from 'vitest';
import { refNames } from '../../../server/src/catalogue/refNames.ts';
import { cacheRefFor, repositoryOf, tagOf } from '../../../server/src/rules/shared/cacheRef.ts';
import { mendReference } from '../../../server/src/rules/shared/mendReference.ts';
import { namedExpansions } from '../../../server/src/rules/shared/namedExpansions.ts';
import { hideExpansions, MappedText } from '../../../server/src/text/mappedText.ts';

/** A reference in which everything between `«»` is one expansion. */
function mapped(text: string): MappedText {
	return hideExpansions(MappedText.verbatim(text), /«[^»]*»|\$\{\{.*?\}\}|\$\{[^{}]*\}|\$\w+|\$\([^)]*\)/g);
}

describe('a reference is cut into repository and tag', () => {
	test.each([
		['app', 'app', undefined],
		['app:1', 'app', '1'],
		['o/app:1@sha256:00', 'o/app', '1'],
		['localhost:5000/app', 'localhost:5000/app', undefined],
		['localhost:5000/app:1', 'localhost:5000/app', '1'],
		['o/app:feat/x', 'o/app:feat/x', 'feat/x'],
		['host:$PORT/app:c', 'host:$PORT/app', 'c'],
		['$IMAGE', '$IMAGE', undefined],
		['$IMAGE:$TAG-c', '$IMAGE', '$TAG-c'],
		['$REGISTRY:5000/app', '$REGISTRY:5000/app', undefined],
		['app@«digest»', 'app', undefined],
	])('%s', (text, repository, tag) => {
		expect(repositoryOf(mapped(text)).written).toBe(repository);
		expect(tagOf(mapped(text))?.written).toBe(tag);
	});
});

describe('the place of a registry cache beside an image', () => {
	test.each([
		[['ghcr.io/o/app:1.2'], 'ghcr.io/o/app:buildcache'],
		[['ghcr.io/o/app'], 'ghcr.io/o/app:buildcache'],
		[['ghcr.io/o/app:$TAG'], 'ghcr.io/o/app:buildcache'],
		[['ghcr.io/${{ github.repository }}:1', 'other'], 'ghcr.io/${{ github.repository }}:buildcache'],
		[['$IMAGE:1'], undefined],
		[['${{ env.IMAGE }}'], undefined],
		[[''], undefined],
		[[], undefined],
	])('%j', (images, expected) => {
		expect(cacheRefFor(images.map(mapped))).toBe(expected);
	});
});

describe('a reference is mended all at once', () => {
	test.each([
		['https://ghcr.io/Org/App:', 'ghcr.io/org/app'],
		['o/app:feat/x', 'o/app:feat-x'],
		['ghcr.io/Org/$APP:Cache', 'ghcr.io/org/$APP:Cache'],
		['MyHost/App:1', 'MyHost/app:1'],
		['Localhost:5000/App', 'Localhost:5000/app'],
		['App', 'app'],
		['-bad', undefined],
		['o/app:1 2', undefined],
		['o/app:1', undefined],
	])('%s', (text, expected) => {
		expect(mendReference(mapped(text))?.written).toBe(expected);
	});
});

describe('an expansion is known when it is the name of a branch and nothing else', () => {
	test.each([
		['${{ github.ref_name }}', ['github.ref_name']],
		['${{github.head_ref || github.ref_name}}', ['github.head_ref', 'github.ref_name']],
		["${{ github.head_ref || 'main' }}", ['github.head_ref']],
		['${{ env.GITHUB_REF_NAME }}', ['GITHUB_REF_NAME']],
		['$CI_COMMIT_REF_NAME', ['CI_COMMIT_REF_NAME']],
		['${CI_COMMIT_BRANCH:-main}', ['CI_COMMIT_BRANCH']],
		['$(Build.SourceBranch)', ['Build.SourceBranch']],
		['${env.BRANCH_NAME}', ['env.BRANCH_NAME']],
		['$(git branch --show-current)', ['git branch --show-current']],
		['$(git branch --show-current | tr / -)', undefined],
		['${{ env.BRANCH_NAME }}', undefined],
		["${{ github.ref_name == 'main' && 'a' || 'b' }}", undefined],
		['${{ format(github.ref_name) }}', undefined],
		['${{ steps.slug.outputs.ref }}', undefined],
		['${GITHUB_REF_NAME//\\//-}', undefined],
		['${GITHUB_REF_NAME,,}', undefined],
		['$BRANCH_NAME', undefined],
		['$CI_COMMIT_REF_SLUG', undefined],
	])('%s', (text, names) => {
		const [found] = namedExpansions(mapped(text), refNames);
		expect(found?.names.map(({ name }) => name)).toEqual(names);
	});
});
