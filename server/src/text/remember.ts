/**
 * Remembers what a pure function gave for a value that never changes, as long as that value lives. What it gives is what
 * it would give without: this is no state, only work that is not done twice.
 */
export function remember<K extends object, V>(make: (value: K) => V): (value: K) => V {
	const made = new WeakMap<K, { readonly result: V }>();
	return (value) => {
		let known = made.get(value);
		if (known === undefined) {
			known = { result: make(value) };
			made.set(value, known);
		}
		return known.result;
	};
}
