/**
 * The repository on GitHub that a git repository is a copy of, by its configuration (`.git/config`): `Acme/web` for
 * `url = git@github.com:Acme/web.git` under `[remote "origin"]`. `undefined` where there is none.
 */
export function readGithubRemote(gitConfig: string): string | undefined {
	const origin = /^\[remote "origin"\]\s*\n((?:[ \t].*\n?|[#;].*\n?|\n)*)/m.exec(gitConfig)?.[1] ?? '';
	const url = /^\s*url\s*=\s*(\S+)/m.exec(origin)?.[1] ?? '';
	return /(?:^|[@/])github\.com[:/]+([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(url)?.[1];
}
