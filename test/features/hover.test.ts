import { describe, expect, test } from 'vitest';
import { createCacheService, type Settings } from '../../server/src/service.ts';

/** What hovering at the mark `‸` shows. */
function hover(path: string, marked: string, settings: Partial<Settings> = {}) {
	const offset = marked.indexOf('‸');
	const text = marked.replace('‸', '');
	const service = createCacheService({ settings });
	const found = service.hover(service.read({ path, text })!, offset);
	return found && { on: text.slice(found.span.start, found.span.end), markdown: found.markdown };
}

describe('hover', () => {
	test.each([
		['a backend', 'docker buildx build --cache-to type=g‸ha,mode=max .', 'gha', '**type=gha**'],
		['the key of the backend', 'docker buildx build --cache-to ty‸pe=gha,mode=max .', 'type', '**type=gha**'],
		['a parameter', 'docker buildx build --cache-to type=gha,mo‸de=max .', 'mode', '**mode** (`type=gha`)'],
		['a value', 'docker buildx build --cache-to type=gha,mode=m‸ax .', 'max', '**mode=max**'],
		[
			'a parameter in upper case',
			'docker buildx build --cache-to TYPE=gha,MO‸DE=max .',
			'MODE',
			'**mode** (`type=gha`)',
		],
	])('on %s', (_, marked, on, head) => {
		const found = hover('a.sh', marked);
		expect(found?.on).toBe(on);
		expect(found?.markdown).toContain(head);
	});

	test('tells the default at the version that is assumed, and why that one', () => {
		const newest = hover('a.sh', 'docker buildx build --cache-to type=registry,ref=a/b:c,image-mani‸fest=true .');
		expect(newest?.markdown).toContain('default `true` in BuildKit 0.32');
		expect(newest?.markdown).toContain('nothing here says which one runs');
		const old = hover('a.sh', 'docker buildx build --cache-to type=registry,ref=a/b:c,image-mani‸fest=true .', {
			buildkit: '0.19.0',
		});
		expect(old?.markdown).toContain('default `false` in BuildKit 0.19 · `true` from 0.21\n');
		expect(old?.markdown).toContain('BuildKit 0.19, from the settings');
	});

	test('links the line of source', () => {
		const found = hover('a.sh', 'docker buildx build --cache-to type=registry,ref=a/b:c,image-mani‸fest=true .');
		expect(found?.markdown).toContain(
			'https://github.com/moby/buildkit/blob/v0.12.0/cache/remotecache/registry/registry.go#L39',
		);
	});

	test.each([
		['between flags', 'docker buildx build ‸ --cache-to type=gha .'],
		['on an unknown parameter', 'docker buildx build --cache-to type=gha,fo‸o=1 .'],
		['on an unknown backend', 'docker buildx build --cache-to type=fo‸o .'],
		['on flags of podman', 'podman build --cache-to type=g‸ha .'],
	])('says nothing %s', (_, marked) => {
		expect(hover('a.sh', marked)).toBeUndefined();
	});
});
