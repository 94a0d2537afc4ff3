/**
 * What templates put into other files: `{{ .Values.x }}` of Helm, Jinja and just, `{% if x %}`, and `<< parameters.x >>`
 * of CircleCI. Each ends on the line it begins on.
 */
export const TEMPLATE_EXPRESSION =
	/\$?\{\{(?:(?!\}\})[^\r\n])*\}\}|\{%(?:(?!%\})[^\r\n])*%\}|<<(?=\s)(?:(?!>>)[^\r\n])*>>/g;
