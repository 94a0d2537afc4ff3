import { describe, expect, test } from 'vitest';
import type { Build } from '../../../server/src/cache/build.ts';
import { differenceOf } from '../../../server/src/rules/shared/buildDifference.ts';
import { createCacheService } from '../../../server/src/service.ts';

const service = createCacheService();

function buildsIn(path: string, text: string): readonly Build[] {
	const document = service.read({ path, text })!;
	return [...new Set(document.entries.map(({ flag }) => flag.build))];
}

describe('what two builds differ in', () => {
	test.each([
		['another directory', 'api', 'services/web', { in: 'context', word: 'web' }],
		['another repository', 'https://github.com/o/a', 'https://github.com/o/b', { in: 'context', word: 'b' }],
		['the same directory', '.', './', undefined],
		['a directory that is not known', 'api', '"$DIRECTORY"', undefined],
		['no word that is short enough', 'api', `a${'b'.repeat(50)}`, { in: 'context', word: undefined }],
		['another Dockerfile', '.', '-f Dockerfile.worker .', { in: 'file', word: 'worker' }],
		['one of the same name', '-f api/Dockerfile .', '-f web/Dockerfile .', { in: 'file', word: 'web' }],
		['the Dockerfile that is meant anyway', '.', '-f Dockerfile .', undefined],
		['another stage', '.', '--target test .', { in: 'target', word: 'test' }],
		['the last stage', '--target test .', '.', { in: 'target', word: undefined }],
		['a stage that may be named out of sight', '--target test .', '$OPTIONS .', undefined],
		['another platform', '--platform linux/amd64 .', '--platform linux/arm64 .', { in: 'platform', word: 'arm64' }],
		['one platform of several', '--platform linux/amd64,linux/arm64 .', '--platform linux/arm64 .', undefined],
		['a platform that is not known', '--platform linux/amd64 .', '--platform $PLATFORM .', undefined],
		['the platform of the machine', '--platform linux/amd64 .', '.', undefined],
		['another argument', '--build-arg PYTHON=3.12 .', '--build-arg PYTHON=3.13 .', { in: 'argument', word: '3.13' }],
		['an argument that only stamps the image', '--build-arg VERSION=1 .', '--build-arg VERSION=2 .', undefined],
		['arguments of other names', '--build-arg A=1 .', '--build-arg B=2 .', undefined],
		['an argument that is not known', '--build-arg A=$A .', '--build-arg A=2 .', undefined],
		['an argument from the environment', '--build-arg A .', '--build-arg A=2 .', undefined],
		['the same argument', '--build-arg A=1 .', '--build-arg A=1 .', undefined],
		['tags, outputs, push and load', '-t a --load .', '-t b --push -o type=image .', undefined],
	])('%s', (_, first, second, expected) => {
		const commands = [first, second].map((rest) => `docker buildx build --cache-to type=gha ${rest}\n`);
		const [a, b] = buildsIn('build.sh', commands.join(''));
		expect(differenceOf(a!, b!)).toEqual(expected);
	});

	test('the Dockerfile of a service is one of its context', () => {
		const service = (name: string, build: string) => `  ${name}:\n    build: { ${build}, cache_to: ["type=gha"] }\n`;
		const [a, b, c] = buildsIn(
			'compose.yaml',
			`services:\n${service('a', 'context: app, dockerfile: Dockerfile')}${service('b', 'context: app')}${service('c', 'context: app, dockerfile: dev.Dockerfile')}`,
		);
		expect(differenceOf(a!, b!)).toBeUndefined();
		expect(differenceOf(a!, c!)).toEqual({ in: 'file', word: 'dev' });
	});
});
