// Written by `npm run generate` from the files of this folder.
import type { HostLanguage } from './host.ts';
import azurePipelines from './azurePipelines.ts';
import bakeHcl from './bakeHcl.ts';
import bakeJson from './bakeJson.ts';
import batch from './batch.ts';
import circleCi from './circleCi.ts';
import compose from './compose.ts';
import devcontainer from './devcontainer.ts';
import dockerfile from './dockerfile.ts';
import githubWorkflow from './githubWorkflow.ts';
import gitlabCi from './gitlabCi.ts';
import jenkinsfile from './jenkinsfile.ts';
import json from './json.ts';
import justfile from './justfile.ts';
import makefile from './makefile.ts';
import markdown from './markdown.ts';
import powershell from './powershell.ts';
import shell from './shell.ts';
import terraform from './terraform.ts';
import yaml from './yaml.ts';

export const hosts: readonly HostLanguage[] = [
	azurePipelines,
	bakeHcl,
	bakeJson,
	batch,
	circleCi,
	compose,
	devcontainer,
	dockerfile,
	githubWorkflow,
	gitlabCi,
	jenkinsfile,
	json,
	justfile,
	makefile,
	markdown,
	powershell,
	shell,
	terraform,
	yaml,
];
