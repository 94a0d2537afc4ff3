import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { configNames } from '../../server/src/config/findConfig.ts';
import { createWorkspace, type Workspace } from './terminal.ts';

const script = 'docker buildx build --cache-to type=gha,mod=max .\n';
const finding = 'error [unknown-parameter]';
const off = 'rules:\n  unknown-parameter: off\n';

let workspace: Workspace | undefined;
afterEach(() => {
	workspace?.remove();
	workspace = undefined;
});

/** A git repository of its own, so that no file outside it counts. */
function create(files: Readonly<Record<string, string>>): Workspace {
	workspace = createWorkspace(files);
	mkdirSync(join(workspace.path, '.git'));
	return workspace;
}

describe('the file that holds', () => {
	test.each(configNames)('may be called %s', async (name) => {
		const text = /jsonc?$/.test(name) ? '{ "rules": { "unknown-parameter": "off", } } // why' : off;
		const { run } = create({ [name]: text, 'a/build.sh': script });
		expect(await run()).toEqual({ code: 0, out: '', err: '' });
	});

	test('is the closest one, and only that', async () => {
		const { run } = create({
			'.cachelint.yaml': `preset: strict\n${off}`,
			'a/.cachelint.yaml': 'rules:\n  tilde-in-path: hint\n',
			'a/b/build.sh': `${script}docker buildx build --cache-from o/app:cache .\n`,
			'c/build.sh': `${script}docker buildx build --cache-from o/app:cache .\n`,
		});
		const { out } = await run();
		expect(out).toContain(`a/b/build.sh:1:41: ${finding}`);
		expect(out).not.toContain('c/build.sh:1:41');
		expect(out).not.toContain('a/b/build.sh:2:34: hint [prefer-explicit-registry]');
		expect(out).toContain('c/build.sh:2:34: hint [prefer-explicit-registry]');
	});

	test('is not looked for outside the git repository', async () => {
		const { run } = create({ '.cachelint.yaml': off, 'sub/build.sh': script, 'sub/.git/HEAD': '' });
		expect((await run()).out).toContain(finding);
	});

	test('is the one of the name standard input is read as', async () => {
		const { pipe } = create({ 'a/.cachelint.yaml': off });
		expect((await pipe(script, '-', '--stdin-filename', 'a/build.sh')).code).toBe(0);
		expect((await pipe(script, '-', '--stdin-filename', 'b/build.sh')).code).toBe(1);
	});

	test('can be given, for all files, and can be refused', async () => {
		const { run } = create({ 'conf/ci.json': '{"rules":{"unknown-parameter":"off"}}', 'build.sh': script });
		expect((await run('--config', 'conf/ci.json')).code).toBe(0);
		expect((await run('--config', 'nowhere.yaml')).err).toBe('cachelint: no such configuration file: nowhere.yaml\n');
		workspace!.write('.cachelint.yaml', off);
		expect((await run()).code).toBe(0);
		expect((await run('--no-config')).code).toBe(1);
	});

	test('gives way to the command line, rule by rule', async () => {
		const { run } = create({
			'.cachelint.yaml':
				'buildkit: 0.10\nrules:\n  unknown-parameter: off\n  unknown-type: { severity: info, extraTypes: [gcs] }\n',
			'build.sh': `${script}docker buildx build --cache-to type=gcs,mode=max --cache-to type=gsc .\n`,
		});
		const { out } = await run('--rule', 'unknown-parameter=hint');
		expect(out).toContain('build.sh:1:41: hint [unknown-parameter]');
		expect(out).toContain('build.sh:2:66: info [unknown-type]');
		expect(out).not.toContain('gcs');
		const shown = JSON.parse((await run('--print-config', 'build.sh', '--buildkit', '0.20')).out);
		expect(shown.settings.buildkit).toBe('0.20');
	});
});

describe('exclude', () => {
	test('leaves out files and directories, from where the file is', async () => {
		const { run } = create({
			'a/.cachelint.yaml': 'exclude:\n  - vendor/\n  - "**/testdata"\n  - "*.mk"\n',
			'a/vendor/build.sh': script,
			'a/x/testdata/build.sh': script,
			'a/build.mk': `all:\n\t${script}`,
			'a/ok/build.mk': `all:\n\t${script}`,
			'vendor/build.sh': script,
		});
		const { out } = await run();
		expect(out.match(/^\S+?(?=:)/gm)).toEqual(['a/ok/build.mk', 'vendor/build.sh']);
		expect((await run('list', '--format', 'json')).out).not.toContain('a/vendor');
	});

	test('leaves a doubt: what is not seen may be in what is left out', async () => {
		const { run, write } = create({
			'a.sh': 'docker buildx build --cache-from type=gha,scope=y .\n',
			'b/c.sh': 'docker buildx build --cache-to type=gha,scope=x .\n',
		});
		expect((await run()).out).toContain('cache-never-written');
		write('.cachelint.yaml', 'exclude: [b]\n');
		expect((await run()).out).not.toContain('cache-never-written');
	});

	test('does not hold for files that are named, unless that is forced', async () => {
		const { run } = create({ '.cachelint.yaml': 'exclude: [vendor]\n', 'vendor/build.sh': script });
		expect((await run('vendor/build.sh')).code).toBe(1);
		expect((await run('vendor/build.sh', '--force-exclude')).code).toBe(0);
	});
});

describe('a mistake is a line with its place, and exit code 2', () => {
	test.each([
		['an unknown key', 'rulse: {}\n', '1:1: rulse is no setting; did you mean rules?'],
		[
			'an unknown rule',
			'rules:\n  unknown-tpye: off\n',
			'2:3: rules.unknown-tpye is no rule; did you mean unknown-type?',
		],
		[
			'a severity',
			'# 😀\nrules:\n  unknown-type: warn\n',
			'3:3: rules.unknown-type must be one of off, on, hint, info, warning, error',
		],
		[
			'a severity beside options',
			'rules:\n  unknown-type: { severity: loud }\n',
			'2:19: rules.unknown-type.severity must be one of off, on, hint, info, warning, error',
		],
		[
			'an unknown option',
			'rules:\n  unknown-type:\n    extraType: [gcs]\n',
			'3:5: rules.unknown-type.extraType is no option: there is extraTypes; did you mean extraTypes?',
		],
		[
			'an option of a rule without any',
			'rules:\n  invalid-mode: { allow: [x] }\n',
			'2:19: rules.invalid-mode.allow is no option: the rule has none',
		],
		[
			'an option of the wrong kind',
			'rules:\n  unknown-type:\n    extraTypes: gcs\n',
			'3:5: rules.unknown-type.extraTypes must be a list of strings',
		],
		['a preset', 'preset: all\n', '1:1: preset must be one of recommended, strict, security, not "all"'],
		[
			'a version',
			'buildkit: twenty\n',
			'1:1: buildkit must be a version such as 0.21.0 or v0.21, or latest, not "twenty"',
		],
		['a list', 'registries: r.example.com\n', '1:1: registries must be a list of host names'],
		['globs', 'exclude: vendor\n', '1:1: exclude must be a list of globs'],
		['no map at all', '- a\n', '1:1: the file must hold keys and values'],
		['an alias', 'exclude: &a [x]\nregistries: *a\n', '2:13: aliases are not read here; write it out'],
	])('%s', async (_, text, message) => {
		const { run } = create({ '.cachelint.yaml': text, 'build.sh': script });
		expect(await run()).toEqual({ code: 2, out: '', err: `cachelint: .cachelint.yaml:${message}\n` });
	});

	test('several are several lines', async () => {
		const { run } = create({ 'a/.cachelint.yml': 'presett: strict\nbuilder: pod\n', 'a/build.sh': script });
		expect(await run()).toEqual({
			code: 2,
			out: '',
			err:
				'cachelint: a/.cachelint.yml:1:1: presett is no setting; did you mean preset?\n' +
				'cachelint: a/.cachelint.yml:2:1: builder must be one of docker-classic, docker-containerd, container, kubernetes, remote, not "pod"\n',
		});
	});

	test('in JSON, too', async () => {
		const { run } = create({ '.cachelint.json': '{\n  "buildkit": 0.20\n}\n', 'build.sh': script });
		expect((await run()).err).toBe('cachelint: .cachelint.json:2:3: buildkit must be a version in quotes\n');
		workspace!.write('.cachelint.json', '{ "preset" "strict" }');
		expect((await run()).err).toMatch(/^cachelint: \.cachelint\.json:1:12: colon expected\n/);
	});

	test('of YAML, however broken', async () => {
		const { run } = create({ '.cachelint.yaml': 'rules: {\n', 'build.sh': script });
		expect((await run()).err).toMatch(/^cachelint: \.cachelint\.yaml:2:1: /);
		workspace!.write('.cachelint.yaml', '['.repeat(100_000));
		expect((await run()).code).toBe(2);
	});
});

test('an empty file is one without settings', async () => {
	const { run } = create({ '.cachelint.yaml': '\uFEFF# nothing yet\n', 'build.sh': script });
	expect((await run()).out).toContain(finding);
	workspace!.write('.cachelint.yaml', 'rules:\nexclude:\n$schema: x\n');
	expect((await run()).out).toContain(finding);
});

test('--print-config prints what holds for a file, and what it prints can be a configuration', async () => {
	const { run, write } = create({
		'a/.cachelint.yaml':
			'buildkit: 0.20\nexclude: [x]\nrules: { unknown-type: { extraTypes: [gcs] }, tilde-in-path: off }\n',
	});
	const shown = JSON.parse((await run('--print-config', 'a/x/build.sh')).out);
	expect(shown).toMatchObject({ file: 'a/x/build.sh', config: 'a/.cachelint.yaml', excluded: true });
	expect(shown.settings).toMatchObject({
		preset: 'recommended',
		buildkit: '0.20',
		registries: [],
		rules: {
			'tilde-in-path': 'off',
			'unknown-type': { severity: 'error', extraTypes: ['gcs'] },
			'prefer-ignore-error': 'off',
		},
	});
	write('b/.cachelint.json', JSON.stringify(shown.settings));
	const again = JSON.parse((await run('--print-config', 'b/build.sh')).out);
	expect(again.settings).toEqual(shown.settings);
	expect(JSON.parse((await run('--print-config', 'c.sh')).out).config).toBeNull();
});

test('rules shows the severities that hold here', async () => {
	const { run } = create({ '.cachelint.yaml': off });
	const { rules } = JSON.parse((await run('rules', '--format', 'json')).out);
	expect(rules.find(({ id }: { id: string }) => id === 'unknown-parameter').enabled).toBe(false);
});
