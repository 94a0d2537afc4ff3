import { catalogueOf, formatVersion, type Version } from '../service.ts';

/** What `cachelint catalogue --format json` prints. */
export function describeCatalogue(version: Version | undefined) {
	const catalogue = catalogueOf(version);
	return {
		buildkit: formatVersion(catalogue.version),
		backends: catalogue.backends.map((backend) => ({
			type: backend.type,
			directions: backend.directions,
			since: formatVersion(backend.since),
			parameters: backend.parameters
				.map((parameter) => ({
					parameter,
					directions: parameter.directions.filter(
						(direction) => catalogue.parameter(backend.type, parameter.name, direction) !== undefined,
					),
				}))
				.filter(({ directions }) => directions.length > 0)
				.map(({ parameter, directions }) => {
					const fallback = catalogue.defaultOf(parameter);
					return {
						name: parameter.name,
						directions,
						since: formatVersion(parameter.since),
						shape: parameter.shape.kind,
						...(parameter.shape.kind === 'enum' ? { values: parameter.shape.values } : {}),
						...(fallback === undefined ? {} : { default: fallback }),
						handledBy: parameter.handledBy,
						...(parameter.isSecret ? { secret: true } : {}),
						source: parameter.source,
					};
				}),
		})),
	};
}

/** The catalogue for people: a backend a paragraph, a parameter a line. */
export function formatCatalogue(version: Version | undefined): string {
	const { buildkit, backends } = describeCatalogue(version);
	const lines = [`BuildKit ${buildkit}`];
	for (const { type, directions, parameters } of backends) {
		lines.push('', `type=${type} (${directions.map((direction) => `cache-${direction}`).join(', ')})`);
		const width = Math.max(0, ...parameters.map(({ name }) => name.length));
		for (const parameter of parameters) {
			const values = parameter.values?.join('|') ?? parameter.shape;
			const fallback =
				parameter.default === undefined || parameter.default === '' ? '' : `, default ${parameter.default}`;
			lines.push(
				`  ${parameter.name.padEnd(width)}  ${parameter.directions.join('+').padEnd(7)}  ${values}${fallback}, since ${parameter.since}`,
			);
		}
	}
	return `${lines.join('\n')}\n`;
}
