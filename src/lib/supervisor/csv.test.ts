import { expect, it } from 'vitest';
import { rowsToCsv } from './csv.ts';

it('writes no cell that a spreadsheet would run', () => {
	const rows = [
		['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'],
		['3-2-501', '说"你好"', 'a,b', 'a\nb', -1, 2],
	];
	expect(rowsToCsv(rows)).toBe(
		'\uFEFF"\'=HYPERLINK(""http://evil.example"")",\'+1,\'-1,\'@SUM(A1),\'\t=1,"\'\r=1"\r\n' +
			'3-2-501,"说""你好""","a,b","a\nb",-1,2\r\n',
	);
});
