import { HOLE } from '../text/mappedText.ts';

/** A registry that rejects BuildKit's index-style cache manifest, as a message names it. */
export interface StrictRegistry {
	/** `Amazon ECR`; for one from the settings, its host. */
	readonly name: string;
	/** Its host as written, expansions being `*`: `*.dkr.ecr.eu-west-1.amazonaws.com`. */
	readonly host: string;
}

/** The ends of ECR hosts, for each partition the one of IPv4 hosts and the one of dual-stack hosts. */
const ECR_DOMAINS = [
	'amazonaws.com',
	'on.aws',
	'amazonaws.com.cn',
	'on.amazonwebservices.com.cn',
	'amazonaws.eu',
	'on.amazonwebservices.eu',
	'c2s.ic.gov',
	'on.aws.ic.gov',
	'sc2s.sgov.gov',
	'on.aws.scloud',
	'cloud.adc-e.uk',
	'on.cloud-aws.adc-e.uk',
	'csp.hci.ic.gov',
	'on.aws.hci.ic.gov',
];

/**
 * `<account>.dkr.ecr.<region>.<domain>`, with `dkr-ecr` for dual-stack hosts and `-fips` for FIPS ones. Nothing else has
 * such hosts, so the account may be a placeholder, and the domain an expansion (`AWS::URLSuffix`).
 * Source: awslabs/amazon-ecr-credential-helper ecr-login/api/client.go; AWS General Reference, Amazon ECR endpoints;
 * for the dual-stack hosts of isolated partitions renovatebot/renovate lib/modules/datasource/docker/ecr.ts.
 */
const ECR = new RegExp(
	`^[^.]+\\.dkr[.-]ecr(?:-fips)?\\.[^.]+\\.(?:vpce\\.)?(?:${ECR_DOMAINS.map((domain) => domain.replaceAll('.', '\\.')).join('|')}|${HOLE})$`,
);

/** Registries known to reject an image index with layers in it. Source: rules `registry-needs-image-manifest`. */
const STRICT: readonly { readonly name: string; readonly hosts: RegExp }[] = [
	{ name: 'Amazon ECR', hosts: ECR },
	{ name: 'Amazon ECR Public', hosts: /^(?:public\.ecr\.aws|ecr-public\.aws\.com)$/ },
	{ name: 'Google Container Registry', hosts: /^(?:[^.]+\.)?gcr\.io$/ },
	{ name: 'Quay', hosts: /^quay\.io$/ },
	{ name: 'JFrog Artifactory', hosts: /^(?:[^.]+\.)+jfrog\.io$/ },
];

/**
 * The registry of an image reference, when it rejects BuildKit's index-style cache manifest. An expansion in the text is
 * a {@link HOLE}, one or more characters: `￼.dkr.ecr.￼.amazonaws.com/app:c` is Amazon ECR, `￼/app:c` may be anything.
 * `more` are hosts from the settings, `*.` standing for anything before a dot.
 */
export function matchRegistry(ref: string, more: readonly string[] = []): StrictRegistry | undefined {
	const slash = ref.indexOf('/');
	if (slash <= 0) return undefined;
	const written = ref.slice(0, slash);
	const host = written.toLowerCase();
	const plain = host.replace(/:\d+$/, '');
	const shown = written.replaceAll(HOLE, '*');
	const strict = STRICT.find(({ hosts }) => hosts.test(plain));
	if (strict !== undefined) return { name: strict.name, host: shown };
	const isListed = more.some((pattern) => matchesHost(pattern, host) || matchesHost(pattern, plain));
	return isListed ? { name: shown, host: shown } : undefined;
}

/** Whether a host is the one of the settings, `registry.corp.example:5000` or `*.corp.example`. */
function matchesHost(pattern: string, host: string): boolean {
	const wanted = pattern
		.trim()
		.toLowerCase()
		.replace(/^https?:\/\//, '')
		.replace(/\/.*$/s, '');
	if (wanted === '' || wanted === '*.') return false;
	return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) && host.length > wanted.length - 1 : host === wanted;
}
