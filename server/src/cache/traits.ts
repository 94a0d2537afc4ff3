/** How one version of buildx reads a value where versions differ; which has which is a fact of the catalogue. */
export interface BuildxTraits {
	/** Who splits a value: with Go's encoding/csv a newline ends the record and the rest is dropped, with csvvalue it is data. */
	readonly csv: 'encoding/csv' | 'csvvalue';
	/**
	 * What becomes of a list without `=`, `o/app:a,o/app:b`, at build flags and in bake files. `nested`: each field is read
	 * as a record of its own. `plain`: each field is a ref as it stands, empty or quoted ones too. `refused`: only a list of
	 * one is read.
	 */
	readonly refLists: 'nested' | 'plain' | 'refused';
	/** Whether bake files may have entries as objects. */
	readonly readsObjects: boolean;
	/** Whether an empty value is skipped; else it is the error `EOF`. */
	readonly skipsEmpty: boolean;
	/** The words before the quoted entry in the error for a missing type. */
	readonly missingTypeWords: 'type required for' | 'type required form>';
}

/** The traits of the newest buildx, which {@link parseEntries} has. */
export const newestTraits: BuildxTraits = {
	csv: 'csvvalue',
	refLists: 'nested',
	readsObjects: true,
	skipsEmpty: true,
	missingTypeWords: 'type required for',
};
