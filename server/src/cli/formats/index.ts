import { compact } from './compact.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { pretty } from './pretty.ts';
import { sarif } from './sarif.ts';

/** The reports by the name of `--format`. */
export const formats: Readonly<Record<string, Format>> = { pretty, compact, json, sarif, github, gitlab };
