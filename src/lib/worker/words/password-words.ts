/** Words of choosing a password. */
export const passwordWords = {
	title: { zh: '换成自己的密码', en: 'Choose your own password' },
	why: {
		zh: '刚才用的是一次性密码。换好自己的密码后就能用了。',
		en: 'You signed in with a password for one time. Choose your own to go on.',
	},
	next: { zh: '新密码', en: 'New password' },
	again: { zh: '再输一遍', en: 'Once more' },
	hint: {
		zh: '至少 8 个字，自己记得住、别人猜不到',
		en: 'At least 8 characters that you remember and others do not guess',
	},
	short: { zh: '还差几个字，至少 8 个', en: 'A little longer: at least 8 characters' },
	unlike: { zh: '两遍不一样', en: 'The two are not the same' },
	show: { zh: '显示密码', en: 'Show password' },
	save: { zh: '保存密码', en: 'Save' },
	offline: { zh: '连不上服务器，请再试一次', en: 'The server cannot be reached; try again' },
	failed: { zh: '没有保存，请再试一次', en: 'It was not saved; try again' },
} as const;
