import { expect, test } from 'vitest';
import { readGithubRemote } from '../../server/src/config/gitRemote.ts';

const config = (url: string) =>
	`[core]\n\tbare = false\n[remote "fork"]\n\turl = https://github.com/x/Other\n[remote "origin"]\n\tfetch = +refs/heads/*\n\turl = ${url}\n[branch "main"]\n\tremote = origin\n`;

test.each([
	['https://github.com/Acme/web.git', 'Acme/web'],
	['https://token@github.com/Acme/web.js', 'Acme/web.js'],
	['git@github.com:Acme/Web.git', 'Acme/Web'],
	['ssh://git@github.com/acme/web/', 'acme/web'],
	['https://gitlab.com/Acme/web.git', undefined],
	['https://github.company.example/Acme/web.git', undefined],
	['../web', undefined],
])('the remote %s is %s', (url, name) => {
	expect(readGithubRemote(config(url))).toBe(name);
});

test('without a remote called origin there is none', () => {
	expect(readGithubRemote('')).toBeUndefined();
	expect(readGithubRemote('[remote "fork"]\n\turl = https://github.com/x/Other\n')).toBeUndefined();
});
