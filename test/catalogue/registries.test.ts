import { describe, expect, test } from 'vitest';
import { matchRegistry } from '../../server/src/catalogue/registries.ts';
import { HOLE } from '../../server/src/text/mappedText.ts';

describe('A registry that refuses an index', () => {
	test.each([
		['123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:c', 'Amazon ECR'],
		['123456789012.dkr.ecr.eu-west-1.amazonaws.com:443/app:c', 'Amazon ECR'],
		['123456789012.DKR.ECR.eu-west-1.Amazonaws.com/app', 'Amazon ECR'],
		['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a/b', 'Amazon ECR'],
		['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app', 'Amazon ECR'],
		['123456789012.dkr-ecr.eu-west-1.on.aws/app', 'Amazon ECR'],
		['123456789012.dkr-ecr-fips.us-east-1.on.aws/app', 'Amazon ECR'],
		['123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/app', 'Amazon ECR'],
		['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/app', 'Amazon ECR'],
		['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/app', 'Amazon ECR'],
		['123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/app', 'Amazon ECR'],
		['123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk/app', 'Amazon ECR'],
		['123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov/app', 'Amazon ECR'],
		['vpce-0a1b-c.dkr.ecr.us-east-1.vpce.amazonaws.com/app', 'Amazon ECR'],
		[`${HOLE}.dkr.ecr.${HOLE}.amazonaws.com/app:c`, 'Amazon ECR'],
		[`${HOLE}.dkr.ecr.eu-${HOLE}-1.amazonaws.com/${HOLE}:c`, 'Amazon ECR'],
		[`123456789012.dkr.ecr.${HOLE}.${HOLE}/app:c`, 'Amazon ECR'],
		['ACCOUNT_ID.dkr.ecr.us-east-1.amazonaws.com/app', 'Amazon ECR'],
		['public.ecr.aws/acme/app:c', 'Amazon ECR Public'],
		['ecr-public.aws.com/acme/app:c', 'Amazon ECR Public'],
		['gcr.io/acme/app', 'Google Container Registry'],
		['eu.gcr.io/acme/app', 'Google Container Registry'],
		[`${HOLE}.gcr.io/acme/app`, 'Google Container Registry'],
		['quay.io/acme/app:c', 'Quay'],
		['acme.jfrog.io/docker/app', 'JFrog Artifactory'],
		['acme-docker.jfrog.io/app', 'JFrog Artifactory'],
		[`${HOLE}.jfrog.io/app`, 'JFrog Artifactory'],
	])('is that of %j, %s', (ref, name) => {
		expect(matchRegistry(ref)?.name).toBe(name);
	});

	test.each([
		'ghcr.io/acme/app:c',
		'docker.io/acme/app',
		'acme/app',
		'app',
		'app:c',
		'',
		'/',
		'/quay.io/app',
		'quay.io',
		'quay.io:c',
		'acme.azurecr.io/app',
		'registry.gitlab.com/acme/app',
		'registry.example.com/acme/app',
		'europe-west1-docker.pkg.dev/acme/docker/app',
		'harbor.example.com/app',
		'notquay.io/app',
		'xgcr.io/app',
		'a.b.gcr.io/app',
		'jfrog.io/app',
		'gcr.io.example.com/app',
		'ghcr.io/123456789012.dkr.ecr.eu-west-1.amazonaws.com/app',
		'000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566/app',
		'123456789012.dkr.ecr.eu-west-1.amazonaws.com',
		'ec2.eu-west-1.amazonaws.com/app',
		'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/app',
		`${HOLE}/app:c`,
		`${HOLE}`,
		`${HOLE}.io/app`,
		`${HOLE}.amazonaws.com/app`,
		`ghcr.io/${HOLE}`,
		`quay.${HOLE}/app`,
	])('is not that of %j', (ref) => {
		expect(matchRegistry(ref)).toBeUndefined();
	});

	test('is named with its host as written', () => {
		expect(matchRegistry(`${HOLE}.dkr.ecr.${HOLE}.amazonaws.com/app`)?.host).toBe('*.dkr.ecr.*.amazonaws.com');
		expect(matchRegistry('Quay.io/app')?.host).toBe('Quay.io');
	});

	test.each([
		['artifactory.example.com/app', ['artifactory.example.com'], true],
		['artifactory.example.com:8443/app', ['artifactory.example.com'], true],
		['artifactory.example.com:8443/app', ['artifactory.example.com:8443'], true],
		['artifactory.example.com/app', ['artifactory.example.com:8443'], false],
		['Artifactory.Example.com/app', ['https://artifactory.example.COM/docker'], true],
		['a.corp.example/app', ['*.corp.example'], true],
		['a.b.corp.example:5000/app', ['x', '*.corp.example'], true],
		['corp.example/app', ['*.corp.example'], false],
		['acorp.example/app', ['*.corp.example'], false],
		[`${HOLE}.corp.example/app`, ['*.corp.example'], true],
		[`${HOLE}/app`, ['*.corp.example', '*.', '', '*'], false],
		['ghcr.io/app', ['', '*.', '.'], false],
	] as const)('is %j with the settings %j: %s', (ref, more, isListed) => {
		expect(matchRegistry(ref, more) !== undefined).toBe(isListed);
	});
});
