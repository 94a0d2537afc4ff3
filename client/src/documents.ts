/**
 * The language ids under which editors open files that may hold cache flags; the server looks at the file itself to
 * know what it is. Some are contributed by other extensions: `github-actions-workflow` by GitHub Actions,
 * `azure-pipelines` by Azure Pipelines, `dockerbake` by Docker DX, `hcl` and `terraform` by HashiCorp, `opentofu` by
 * OpenTofu, `just` by several. The activation events of the manifest name the same ones.
 */
export const languages: readonly string[] = [
	'ansible',
	'azure-pipelines',
	'bat',
	'dockerbake',
	'dockercompose',
	'github-actions-workflow',
	'gitlab-ci',
	'groovy',
	'hcl',
	'helm',
	'jenkinsfile',
	'json',
	'jsonc',
	'just',
	'makefile',
	'markdown',
	'opentofu',
	'powershell',
	'shellscript',
	'terraform',
	'yaml',
];

/** Names of files that open as plain text where no extension knows their language. */
const patterns = ['**/*.hcl', '**/*.{tf,tofu}', '**/{justfile,Justfile,.justfile}', '**/*.just', '**/Jenkinsfile*'];

/**
 * Where documents may live: on disk (local or remote), in a repository opened without a checkout, not saved yet, or in
 * the test workbench. Others, such as `git` and `output`, hold copies that nobody edits.
 */
const schemes = ['file', 'untitled', 'vscode-vfs', 'vscode-test-web'];

/** One condition on a document, as VS Code and the protocol both write it. */
export type DocumentFilter =
	| { readonly scheme: string; readonly language: string }
	| { readonly scheme: string; readonly pattern: string };

/**
 * Exact languages and patterns rather than `*`: VS Code asks completion providers in groups by how well their selector
 * matches and stops at the first group that answers, so a `*` provider is silent wherever another server runs.
 */
export function documentSelector(): DocumentFilter[] {
	return schemes.flatMap((scheme) => [
		...languages.map((language) => ({ scheme, language })),
		...patterns.map((pattern) => ({ scheme, pattern })),
	]);
}
