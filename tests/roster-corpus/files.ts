/** Files that are no list at all, or that mean harm, and lists in every encoding. */
import { csv, gb18030, idCard, lines, patched, text, utf16, xlsx } from './build.ts';
import type { Case } from './case.ts';

const head = ['网格', '楼栋', '门', '门号', '姓名', '性别'];
const rows = [head, ['001', '3', '2', '501', '张桂兰', '女'], ['001', '3', '2', '502', '李国强', '男']];
const doors = { '001 3-2-501': ['张桂兰 f'], '001 3-2-502': ['李国强 m'] };
const list = { doors, showing: ['sex'] as const, errors: [], warnings: [] };
const sheet1 = 'xl/worksheets/sheet1.xml';
const bytes = (content: string) => new Uint8Array(Buffer.from(content, 'latin1'));
const beforeEnd = (parts: Map<string, string>, xml: string) =>
	parts.set(sheet1, parts.get(sheet1)!.replace('</sheetData>', `${xml}</sheetData>`));

/** 201 MiB in 200 kB. */
const bomb = () => patched(rows, (parts) => parts.set('xl/media/a.xml', ' '.repeat(201 * 1024 * 1024)));

export const fileCases: readonly Case[] = [
	{ what: 'XLSX', file: () => xlsx(rows), expected: list },
	{ what: 'XLSX under the name of a CSV', file: () => xlsx(rows, '名单.csv'), expected: list },
	{ what: 'CSV in UTF-8', file: () => csv(rows), expected: list },
	{ what: 'CSV in UTF-8 with its mark', file: () => text(`\uFEFF${lines(rows)}`), expected: list },
	{ what: 'CSV in UTF-16 with its mark', file: () => utf16(lines(rows, '\t'), 'le', true), expected: list },
	{ what: 'CSV in big-endian UTF-16 with its mark', file: () => utf16(lines(rows), 'be', true), expected: list },
	{ what: 'CSV in UTF-16 without a mark', file: () => utf16(lines(rows), 'le', false), expected: list },
	{ what: 'CSV in GB18030', file: () => gb18030(lines(rows)), expected: list },
	{ what: 'CSV with semicolons', file: () => csv(rows, ';'), expected: list },
	{ what: 'text with tabs', file: () => text(lines(rows, '\t'), '名单.txt'), expected: list },
	{
		what: 'CSV with a hint of its separator, which is a line',
		file: () => text(`sep=;\r\n${lines(rows, ';')}`),
		expected: { ...list, headRows: [2] },
	},
	{
		what: 'CSV with a quote that has no partner',
		file: () => text('网格,楼栋\n"1,2'),
		expected: { refused: '引号不成对' },
	},
	{
		what: 'bytes that are no text in any encoding',
		file: () => ({ name: 'a.csv', bytes: Uint8Array.of(0xcd, 0xf8, 0xff, 0xff) }),
		expected: { refused: '文字认不出来' },
	},
	{ what: 'an empty file', file: () => text('', '名单.xlsx'), expected: { refused: '文件是空的' } },
	{ what: 'an empty CSV', file: () => text('\r\n\r\n'), expected: { noList: true } },
	{ what: 'a sheet without anything', file: () => xlsx([[null]]), expected: { noList: true } },
	{
		what: 'a list without people',
		file: () => xlsx([head]),
		expected: { doors: {}, errors: ['0 null 文件里没有住户'] },
	},
	{
		what: 'another table',
		file: () =>
			xlsx([
				['月份', '用水', '用电'],
				['1', '30', '120'],
				['2', '28', '110'],
			]),
		expected: { noList: true },
	},
	{
		what: 'a macro file by its name',
		file: async () => ({ ...(await xlsx(rows)), name: '名单.xlsm' }),
		expected: { refused: '带宏' },
	},
	{
		what: 'a macro file by its contents',
		file: () => patched(rows, (parts) => parts.set('xl/vbaProject.bin', 'x')),
		expected: { refused: '带宏' },
	},
	{
		what: 'an old .xls',
		file: () => ({ name: '名单.xls', bytes: bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0k\0b\0o\0o\0k\0') }),
		expected: { refused: '旧的 .xls' },
	},
	{
		what: 'a protected .xlsx',
		file: () => ({
			name: '名单.xlsx',
			bytes: new Uint8Array(
				Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
			),
		}),
		expected: { refused: '有密码' },
	},
	{
		what: 'a ZIP with a password',
		file: async () => {
			const file = await xlsx(rows);
			const entry = Buffer.from(file.bytes).indexOf(Buffer.from('PK\x01\x02', 'latin1'));
			file.bytes[entry + 8]! |= 1;
			return file;
		},
		expected: { refused: '有密码' },
	},
	{
		what: 'a PDF',
		file: () => ({ name: '名单.pdf', bytes: bytes('%PDF-1.7\n') }),
		expected: { refused: 'PDF' },
	},
	{
		what: 'a picture renamed',
		file: () => ({ name: '名单.xlsx', bytes: bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR') }),
		expected: { refused: '图片' },
	},
	{
		what: 'a photograph renamed',
		file: () => ({ name: '名单.csv', bytes: bytes('\xff\xd8\xff\xe0\0\x10JFIF') }),
		expected: { refused: '图片' },
	},
	{
		what: 'a web page under the name of a spreadsheet',
		file: () => text('<html><table><tr><td>姓名</td></tr></table></html>', '名单.xls'),
		expected: { refused: '网页' },
	},
	{
		what: 'an archive',
		file: () => ({ name: '名单.rar', bytes: bytes('Rar!\x1a\x07\x01\0') }),
		expected: { refused: '压缩包' },
	},
	{
		what: 'a text document',
		file: () =>
			patched(
				rows,
				(parts) => {
					parts.delete('xl/workbook.xml');
					parts.set('word/document.xml', '<w/>');
				},
				'名单.docx',
			),
		expected: { refused: '不是表格' },
	},
	{
		what: 'a file cut off in the middle',
		file: async () => {
			const file = await xlsx(rows);
			return { ...file, bytes: file.bytes.subarray(0, file.bytes.length / 2) };
		},
		expected: { refused: '可能已损坏' },
	},
	{
		what: 'a sheet that is no XML',
		file: () =>
			patched(rows, (parts) => parts.set(sheet1, parts.get(sheet1)!.replace('</row>', '</raw>').slice(0, 700))),
		expected: { refused: '可能已损坏' },
	},
	{
		what: 'a file of 200 MB',
		file: () => ({ name: '名单.xlsx', bytes: new Uint8Array(200 * 1024 * 1024) }),
		expected: { refused: '文件太大' },
	},
	{
		what: 'a bomb that says how large it is',
		file: () => bomb(),
		expected: { refused: '文件太大' },
	},
	{
		what: 'a bomb that lies about its size',
		file: async () => {
			const file = await bomb();
			const view = new DataView(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
			for (let at = 0; at < file.bytes.length - 46; at++)
				if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
			return file;
		},
		expected: { refused: '文件太大' },
	},
	{
		what: 'a cell at the far end of the sheet',
		file: () => patched(rows, (parts) => beforeEnd(parts, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
		expected: { refused: '空行空列' },
	},
	{
		what: 'empty rows down to the end of the sheet',
		file: () => patched(rows, (parts) => beforeEnd(parts, '<row r="1048576"><c r="A1048576" s="0"/></row>')),
		expected: list,
	},
	{
		what: 'more rows than are taken',
		file: () => csv([head, ...Array.from({ length: 50_001 }, () => ['001', '3', '2', '501', '张', '女'])]),
		expected: { refused: '文件太大' },
	},
	{
		what: 'control characters and marks that turn text round',
		file: () => csv([head, ['001', '3', '2', '501', '张\u0000桂\u202e兰\u200b', '女'], rows[2]!]),
		expected: list,
	},
	{
		what: 'text that would be a formula, which stays text',
		file: () =>
			csv([
				[...head, '备注'],
				['001', '3', '2', '501', '张桂兰', '女', '=HYPERLINK("http://evil.example","点我")'],
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 =HYPERLINK("http://evil.example","点我")'] },
			showing: ['note'],
			errors: [],
		},
	},
	{
		what: 'formulas with what they came to, and one that came to nothing',
		file: () =>
			patched(rows, (parts) => {
				const cells = '<c r="A4" t="str"><f>A3</f><v>001</v></c><c r="B4"><f>B3</f><v>3</v></c><c r="C4"><v>2</v></c>';
				const more = '<c r="D4"><f>D3+1</f><v>503</v></c><c r="E4" t="str"><f>A1&amp;B1</f><v>王芳</v></c>';
				beforeEnd(parts, `<row r="4">${cells}${more}<c r="F4" t="str"><f>G4</f></c></row>`);
			}),
		expected: { ...list, doors: { ...doors, '001 3-2-503': ['王芳'] } },
	},
	{
		what: 'cells of 40,000 characters',
		file: () =>
			csv([
				[...head, '备注'],
				['001', '3', '2', '501', '张桂兰', '女', '长'.repeat(40_000)],
				['001', '3', '2', '502', '李'.repeat(40_000), '男', ''],
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰'] },
			errors: ['3 姓名 姓名看不懂或太长'],
			warnings: ['2 备注 太长，只读了前 500 个字'],
		},
	},
	{
		what: '20,000 rows',
		file: () =>
			csv([
				['网格', '门牌地址', '姓名', '身份证号', '联系电话', '备注'],
				...Array.from({ length: 20_000 }, (_, index) => [
					'001',
					`朝阳里${1 + (index % 40)}号楼${1 + (index % 5)}门${Math.floor(index / 200) + 101}`,
					`王${String.fromCodePoint(0x4e00 + index)}`,
					idCard('1946-05-03', String(index % 1000).padStart(3, '0'), String(110_101 + Math.floor(index / 1000))),
					`129${String(index).padStart(8, '0')}`,
					'',
				]),
			]),
		expected: { count: { doors: 4000, people: 20_000 }, errors: [], warnings: [] },
	},
];
