import { afterEach, expect, test, vi } from 'vitest';
import type { HostLanguage } from '../../server/src/hosts/host.ts';
import { createWorkspace, type Workspace } from './terminal.ts';

/** A host that fails on what it claims, beside the real ones. */
const broken = vi.hoisted(() => ({
	id: 'broken',
	comment: undefined,
	claim: ({ path }: { path: string }) => (path.endsWith('.broken') ? 'name' : undefined),
	find: () => {
		throw new Error('no idea');
	},
}));
vi.mock('../../server/src/hosts/index.generated.ts', async (importOriginal) => {
	const { hosts } = await importOriginal<{ hosts: readonly HostLanguage[] }>();
	return { hosts: [broken, ...hosts] };
});

let workspace: Workspace;
afterEach(() => workspace.remove());

test.each(['check', 'list', 'graph'])(
	'%s tells of a host that fails, does the rest, and exits with 2',
	async (command) => {
		workspace = createWorkspace({
			'a.broken': 'docker build --cache-to type=gha .\n',
			'b.sh': 'docker buildx build --cache-from type=gha --cache-to type=gha,mod=max .\n',
		});
		const { code, out, err } = await workspace.run(command);
		expect(err).toBe('cachelint: internal error in host broken: no idea\n');
		expect(out).toContain('b.sh');
		expect(code).toBe(2);
	},
);
