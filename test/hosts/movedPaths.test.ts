import { describe, expect, test } from 'vitest';
import { movedPathsIn } from '../../server/src/hosts/commands/movedPaths.ts';
import { MappedText } from '../../server/src/text/mappedText.ts';
import { readShell } from '../../server/src/text/shell/readShell.ts';

describe('the paths that a script moves', () => {
	test.each([
		['mv a b', ['a', 'b']],
		['rm -rf a && sudo mv -f "$C-new" "$C"', ['-f', '$C-new', '$C']],
		['cd /tmp; rsync -a a/ b/ | tee log', ['-a', 'a/', 'b/']],
		['if [ -d a ]; then /bin/cp -r a b; fi', ['-r', 'a', 'b']],
		['find . -name x -exec mv {} b \\;', ['.', '-name', 'x', '-exec', 'mv', '{}', 'b', ';']],
		["docker run x sh -c 'mv a b'", ['run', 'x', 'sh', '-c', 'mv a b']],
		['docker buildx build .', []],
		['', []],
	])('%s', (script, expected) => {
		expect(movedPathsIn(readShell(MappedText.verbatim(script)).commands)).toEqual(expected);
	});

	test.each(['./rotate.sh', 'source lib.sh', 'make cache', '$ROTATE a b', 'bash ci/rotate', '../bin/rotate'])(
		'are not known after %s',
		(script) => {
			expect(movedPathsIn(readShell(MappedText.verbatim(`mv a b\n${script}`)).commands)).toBeUndefined();
		},
	);
});
