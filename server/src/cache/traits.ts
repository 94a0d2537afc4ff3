/** How one version of buildx reads a value where versions differ; which has which is a fact of the catalogue. */
export interface BuildxTraits {
	/** Whether a newline ends the record and the rest is dropped, as with Go's encoding/csv; else it is data. */
	readonly newlineEndsRecord: boolean;
	/** Whether values without `=` are read as lists of refs at build flags and in bake files; else they are errors. */
	readonly readsRefs: boolean;
	/** Whether bake files may have entries as objects. */
	readonly readsObjects: boolean;
	/** Whether an empty value is skipped; else it is the error `EOF`. */
	readonly skipsEmpty: boolean;
	/** The words before the quoted entry in the error for a missing type. */
	readonly missingTypeWords: 'type required for' | 'type required form>';
}

/** The traits of the newest buildx, which {@link parseEntries} has. */
export const newestTraits: BuildxTraits = {
	newlineEndsRecord: false,
	readsRefs: true,
	readsObjects: true,
	skipsEmpty: true,
	missingTypeWords: 'type required for',
};
