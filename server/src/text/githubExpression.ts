/**
 * An expression of GitHub Actions as it stands in a workflow, `${{ github.ref }}`; one that is not closed ends with its
 * line. Strings in single quotes may hold `}}`.
 */
export const GITHUB_EXPRESSION = /\$\{\{(?:'[^'\r\n]*'|(?!\}\})[^\r\n])*(?:\}\})?/g;

/** What templates put into YAML: `{{ .Values.x }}` of Helm and Jinja, `{% if x %}`, `<< parameters.x >>` of CircleCI. */
export const TEMPLATE_EXPRESSION =
	/\$?\{\{(?:(?!\}\})[^\r\n])*\}\}|\{%(?:(?!%\})[^\r\n])*%\}|<<(?=\s)(?:(?!>>)[^\r\n])*>>/g;
