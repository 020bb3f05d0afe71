/** Lists whose cells say things in the many ways in which people say them. */
import { csv, day, idCard, xlsx } from './build.ts';
import type { Case } from './case.ts';

const head = ['网格', '楼栋', '门', '门号', '姓名'];
const at = (door: string, ...more: readonly (string | number | object)[]) => ['001', '3', '2', door, ...more];
const guilan = idCard('1946-05-03', '002');
const guoqiang = idCard('1950-11-12', '013');
const wrong = `${guilan.slice(0, 17)}${guilan.endsWith('1') ? '2' : '1'}`;

export const contentCases: readonly Case[] = [
	{
		what: 'a door written in ten ways',
		file: () =>
			csv([
				['门牌号', '姓名'],
				['3-2-501', '张一'],
				['3号楼2门501', '张二'],
				['3栋2单元501室', '张三'],
				['3#2-501', '张四'],
				['朝阳里3号楼2门501', '张五'],
				['天津市和平区新兴街道朝阳里小区3号楼2单元501室', '张六'],
				['新兴路12号朝阳里３号楼２门５０１', '张七'],
				['三号楼二门501', '张八'],
				['3 号楼 2 门 501（东户）', '张九'],
				['03/02/0501', '张十'],
			]),
		grid: '001',
		expected: {
			columns: { 门牌号: 'address' },
			doors: { '001 3-2-501': ['张一', '张二', '张三', '张四', '张五', '张六', '张七', '张八', '张九', '张十'] },
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'building and door in several cells, with words',
		file: () =>
			csv([
				['楼栋', '单元', '房号', '姓名'],
				['3号楼', '2单元', '501室', '张桂兰'],
				['朝阳里3号楼', '2门', '502', '李国强'],
				['3号楼2门', '', '503', '王芳'],
				['3号楼', '', '2-504', '赵明'],
				['3', '', '3号楼2门505', '孙丽'],
			]),
		grid: '001',
		expected: {
			doors: {
				'001 3-2-501': ['张桂兰'],
				'001 3-2-502': ['李国强'],
				'001 3-2-503': ['王芳'],
				'001 3-2-504': ['赵明'],
				'001 3-2-505': ['孙丽'],
			},
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'doors that say too little, with the rows that hang on them',
		file: () =>
			csv([
				['地址', '姓名'],
				['3-2-501', '张桂兰'],
				['朝阳里3号楼', '李国强'],
				['', '李明'],
				['4-1801', '王芳'],
				['', '王小明'],
			]),
		grid: '001',
		expected: {
			doors: { '001 3-2-501': ['张桂兰'], '001 4-1801': ['王芳', '王小明'] },
			errors: ['3 地址 门牌看不懂', '4 null 上面那一行的门牌没读出来'],
		},
	},
	{
		what: 'two estates with buildings of the same number',
		file: () =>
			csv([
				['地址', '姓名'],
				['朝阳里3号楼2门501', '张桂兰'],
				['新兴里3号楼2门501', '李国强'],
			]),
		grid: '001',
		expected: { doors: { '001 3-2-501': ['张桂兰'] }, errors: ['3 null 3-2-501 在第 2 行是“朝阳里”'] },
	},
	{
		what: 'a door twice',
		file: () => csv([[...head, '居住情况'], at('501', '', '空户'), at('502', '李国强', ''), at('501', '', '空户')]),
		expected: { doors: { '001 3-2-501': [], '001 3-2-502': ['李国强'] }, errors: ['4 门号 3-2-501 和第 2 行重复'] },
	},
	{
		what: 'vacant doors said in the place of a name',
		file: () => csv([head, at('501', '空户'), at('502', '无'), at('503', '长期无人')]),
		expected: {
			doors: { '001 3-2-501': [], '001 3-2-502': [], '001 3-2-503': [] },
			facts: { '3-2-501': { tenure: 'vacant' } },
			errors: [],
			warnings: ['2 姓名 “空户”按空户读', '3 姓名 “无”按空户读', '4 姓名 “长期无人”按空户读'],
		},
	},
	{
		what: 'several people in one cell',
		file: () =>
			xlsx([
				['网格', '门牌', '家庭成员'],
				['001', '3-2-501', '张三、李四'],
				['001', '3-2-502', '户主张三 配偶李四'],
				['001', '3-2-503', '张桂兰（户主）\n王浩（孙子，2011）'],
				['001', '3-2-504', `赵明 12900220001；孙丽${guilan}`],
				['001', '3-2-505', '户主:周　刚，妻 吴梅，儿子周小刚'],
			]),
		expected: {
			columns: { 家庭成员: 'people' },
			doors: {
				'001 3-2-501': ['张三', '李四'],
				'001 3-2-502': ['张三 户主', '李四 配偶'],
				'001 3-2-503': ['张桂兰 户主', '王浩 2011 孙子'],
				'001 3-2-504': ['赵明 12900220001', `孙丽 1946-05-03 f ${guilan}`],
				'001 3-2-505': ['周刚 户主', '吴梅 妻', '周小刚 儿子'],
			},
			showing: ['birth', 'sex', 'phone', 'relation', 'idCard'],
			errors: [],
		},
	},
	{
		what: 'names with numbers, remarks and ditto marks',
		file: () =>
			csv([
				['网格', '楼栋', '门', '门号', '住户'],
				at('501', '1、张三 2、李四'),
				at('502', '张三，12900220001，李四，12900220002'),
				at('503', '王芳（党员）'),
				['同上', '〃', '〃', '504', '张三 男 1946年生、李四'],
				at('505', '夫妻二人、孙子明'),
			]),
		expected: {
			columns: { 住户: 'people' },
			doors: {
				'001 3-2-501': ['张三', '李四'],
				'001 3-2-502': ['张三 12900220001', '李四 12900220002'],
				'001 3-2-503': ['王芳 党员'],
				'001 3-2-504': ['张三 1946 m', '李四'],
			},
			showing: ['birth', 'sex', 'phone', 'note'],
			errors: ['6 住户 看不懂这里的姓名：“夫妻二人”'],
		},
	},
	{
		what: 'the head in one column, the others in another',
		file: () =>
			csv([
				['网格', '门牌', '户主', '家庭成员'],
				['001', '3-2-501', '张三', '张三、李四、张小三'],
				['001', '3-2-502', '李强', '无'],
			]),
		expected: {
			doors: { '001 3-2-501': ['张三 户主', '李四', '张小三'], '001 3-2-502': ['李强 户主'] },
			showing: ['relation'],
			errors: [],
			warnings: [],
		},
	},
	{
		what: 'a household in one row, its cells with as many lines as people',
		file: () =>
			xlsx([
				[...head, '性别', '身份证号', '电话'],
				at('501', '张桂兰\n李国强', '女\n男', `${guilan}\n${guoqiang}`, '12900220001'),
			]),
		expected: {
			doors: { '001 3-2-501': [`张桂兰 1946-05-03 f 12900220001 ${guilan}`, `李国强 1950-11-12 m ${guoqiang}`] },
			showing: ['birth', 'sex', 'phone', 'idCard'],
			errors: [],
			warnings: ['2 电话 几个人只有一个，记在张桂兰名下'],
		},
	},
	{
		what: 'names in a cell that are none',
		file: () =>
			csv([
				['网格', '门牌', '家庭成员'],
				['001', '3-2-501', '张三、？？'],
				['001', '3-2-502', '李四、王五'],
			]),
		expected: { doors: { '001 3-2-502': ['李四', '王五'] }, errors: ['2 家庭成员 看不懂这里的姓名'] },
	},
	{
		what: 'ID-card numbers for birth and sex',
		file: () =>
			csv([
				[...head, '身份证号码'],
				at('501', '张桂兰', guilan),
				at('502', '李国强', `'${guoqiang.toLowerCase()}`),
				at('503', '王芳', '120101460503002'),
			]),
		expected: {
			columns: { 身份证号码: 'idCard' },
			doors: {
				'001 3-2-501': [`张桂兰 1946-05-03 f ${guilan}`],
				'001 3-2-502': [`李国强 1950-11-12 m ${guoqiang}`],
				'001 3-2-503': ['王芳 1946-05-03 f'],
			},
			showing: ['birth', 'sex', 'idCard'],
			errors: [],
			warnings: ['4 身份证号码 是 15 位的旧身份证号'],
		},
	},
	{
		what: 'ID-card numbers that are wrong',
		file: () =>
			csv([
				[...head, '身份证号'],
				at('501', '张桂兰', wrong),
				at('502', '李国强', '12010119'),
				at('503', '王芳', '1.20101E+17'),
				at('504', '赵明', '120101194605032000'),
				at('505', '孙丽', idCard('1946-02-30')),
				at('506', '周刚', idCard('2030-01-01')),
				at('507', '吴梅', guilan),
			]),
		expected: {
			doors: { '001 3-2-507': ['吴梅'] },
			errors: [
				'2 身份证号 身份证号不对：校验位不符',
				'3 身份证号 身份证号不对：应是 18 位',
				'4 身份证号 身份证号被当成数字',
				'5 身份证号 身份证号被当成数字',
				'6 身份证号 身份证号里的出生日期不对',
				'7 身份证号 身份证号里的出生日期不对',
			],
		},
	},
	{
		what: 'ID-card numbers where they do not belong',
		file: () =>
			csv([
				[...head, '电话', '备注'],
				at('501', '张桂兰', '', `证件${guilan}已核`),
				at('502', guoqiang, '', ''),
				at('503', '王芳', guilan, ''),
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 证件已核'] },
			showing: ['note'],
			errors: ['3 姓名 像是身份证号', '4 电话 像是身份证号'],
			warnings: ['2 备注 里面的身份证号没有读'],
		},
	},
	{
		what: 'birth and sex that the ID-card number gainsays',
		file: () =>
			csv([
				[...head, '性别', '出生日期', '身份证号'],
				at('501', '张桂兰', '男', '1947-05-03', guilan),
				at('502', '李国强', '男', '1950', guoqiang),
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 1946-05-03 f'], '001 3-2-502': ['李国强 1950-11-12 m'] },
			showing: ['birth', 'sex'],
			errors: [],
			warnings: ['2 性别 和身份证号不一致', '2 出生日期 和身份证号不一致'],
		},
	},
	{
		what: 'dates as people and spreadsheets write them',
		file: () =>
			xlsx([
				[...head, '出生日期'],
				at('501', '张一', day('1946-05-03')),
				at('502', '张二', 16925),
				at('503', '张三', '1946.5.3'),
				at('504', '张四', '46年5月'),
				at('505', '张五', '１９４６年５月３日'),
				at('506', '张六', '19460503'),
				at('507', '张七', '1946/5/3 0:00:00'),
				at('508', '张八', '1946年生'),
				at('509', '张九', '1946年13月'),
				at('510', '张十', '2046-01-01'),
			]),
		expected: {
			doors: {
				'001 3-2-501': ['张一 1946-05-03'],
				'001 3-2-502': ['张二 1946-05-03'],
				'001 3-2-503': ['张三 1946-05-03'],
				'001 3-2-504': ['张四 1946-05'],
				'001 3-2-505': ['张五 1946-05-03'],
				'001 3-2-506': ['张六 1946-05-03'],
				'001 3-2-507': ['张七 1946-05-03'],
				'001 3-2-508': ['张八 1946'],
			},
			showing: ['birth'],
			errors: ['10 出生日期 日期不对', '11 出生日期 年份不对'],
			warnings: ['5 出生日期 46年5月 按 1946 年读'],
		},
	},
	{
		what: 'ages in the place of births',
		file: () =>
			csv([[...head, '年龄'], at('501', '张桂兰', '80'), at('502', '李国强', '７６岁'), at('503', '王芳', '八十')]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 1946'], '001 3-2-502': ['李国强 1950'], '001 3-2-503': ['王芳'] },
			showing: ['birth'],
			errors: [],
			warnings: ['2 年龄 年龄 80，按 1946 年生读', '3 年龄 年龄 76，按 1950 年生读', '4 年龄 年龄看不懂，没有读：八十'],
		},
	},
	{
		what: 'telephone numbers with blanks, words and company',
		file: () =>
			xlsx([
				[...head, '联系电话'],
				at('501', '张桂兰', '129 0022 0001'),
				at('502', '李国强', 12900220002),
				at('503', '王芳', '12900220003/022-23456789'),
				at('504', '赵明', '女儿12900220004'),
				at('505', '孙丽', '１２９００２２０００５'),
				at('506', '周刚', '12900220006 12900220007'),
				at('507', '吴梅', '无'),
				at('508', '郑强', '打不通'),
			]),
		expected: {
			doors: {
				'001 3-2-501': ['张桂兰 12900220001'],
				'001 3-2-502': ['李国强 12900220002'],
				'001 3-2-503': ['王芳 12900220003'],
				'001 3-2-504': ['赵明 12900220004'],
				'001 3-2-505': ['孙丽 12900220005'],
				'001 3-2-506': ['周刚 12900220006'],
				'001 3-2-507': ['吴梅'],
			},
			showing: ['phone'],
			errors: ['9 联系电话 电话不对'],
			warnings: [
				'4 联系电话 只读了第一个电话，没有读：022-23456789',
				'5 联系电话 电话旁边的字没有读：女儿',
				'7 联系电话 只读了第一个电话，没有读：12900220007',
			],
		},
	},
	{
		what: 'full-width signs and blanks everywhere',
		file: () =>
			csv([
				['网　格', '楼　栋', '门', '门　号', '姓　名', '性 别'],
				['００１', '３号楼', '２门', '５０１', '张　桂　兰', '　女　'],
			]),
		expected: { doors: { '００１ 3-2-501': ['张桂兰 f'] }, showing: ['sex'], errors: [], warnings: [] },
	},
	{
		what: 'words of tiers and types that are not ours',
		file: () =>
			csv([
				[...head, '风险等级', '老人类别'],
				at('501', '张桂兰', '高', '独居老人、高龄'),
				at('502', '李国强', '低风险', '空巢'),
				at('503', '王芳', '甲级', '独居'),
				at('504', '赵明', '', '独居'),
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 high alone'], '001 3-2-502': ['李国强 general empty-nest'] },
			showing: ['tier', 'types'],
			errors: ['4 风险等级 只能填：高风险、重点、一般', '5 风险等级 填了老人的情况，没有填老人等级'],
			warnings: ['2 老人类别 不是老人类别，没有读：高龄'],
		},
	},
	{
		what: 'what is said of elders where no column tells their tier',
		file: () =>
			csv([[...head, '老人类别', '紧急联系人'], at('501', '张桂兰', '独居', '张丽华'), at('502', '李国强', '', '')]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰'], '001 3-2-502': ['李国强'] },
			errors: [],
			warnings: ['0 老人类别 没有“老人等级”这一列'],
		},
	},
	{
		what: 'a contact in one cell',
		file: () =>
			csv([
				[...head, '风险等级', '紧急联系人'],
				at('501', '张桂兰', '高', '女儿张丽华 12900220003'),
				at('502', '李国强', '高', '王芳'),
			]),
		expected: {
			doors: { '001 3-2-501': ['张桂兰 child 张丽华 12900220003'] },
			showing: ['contacts'],
			errors: ['3 紧急联系人 联系人的关系、姓名、电话要一起填'],
		},
	},
	{
		what: 'a pension list: people, few of them with doors',
		file: () =>
			csv([
				['序号', '领取人姓名', '公民身份号码', '住址', '手机号'],
				['1', '张桂兰', guilan, '朝阳里3号楼2门501', '12900220001'],
				['2', '李国强', guoqiang, '外地', ''],
				['3', '张桂兰', guilan, '', ''],
				['4', '', '', '3-2-502', ''],
			]),
		expected: {
			columns: { 领取人姓名: 'name', 公民身份号码: 'idCard' },
			listed: [
				{
					row: 2,
					name: '张桂兰',
					birth: '1946-05-03',
					sex: 'f',
					idCard: guilan,
					phone: '12900220001',
					door: { building: '3', unit: 2, door: '501' },
				},
				{ row: 3, name: '李国强', birth: '1950-11-12', sex: 'm', idCard: guoqiang },
			],
			errors: ['4 公民身份号码 和第 2 行是同一个人', '5 领取人姓名 没有填姓名'],
			warnings: ['3 住址 门牌看不懂'],
		},
	},
	{
		what: 'a list of disabilities, with the number of the certificate',
		file: () =>
			csv([
				['姓名', '残疾人证号', '残疾类别', '残疾等级', '困难情况'],
				['张桂兰', `${guilan}42`, '肢体', '二级', '下楼困难'],
			]),
		expected: {
			listed: [{ row: 2, name: '张桂兰', idCard: guilan, fields: { health: '肢体；二级', hardship: '下楼困难' } }],
			errors: [],
			warnings: [],
		},
	},
];
