/** Words of a phone that was revoked. */
export const revokedWords = {
	title: { zh: '这部手机已停用', en: 'This phone was revoked' },
	handing: {
		zh: '管理员停用了这部手机。没上传的记录正在交给服务器，交完后，这部手机上的资料会全部删除。',
		en: 'An administrator revoked this phone. What is unsent is being handed to the server; then everything on this phone is deleted.',
	},
	handingNow: { zh: '正在移交…', en: 'Handing over…' },
	offline: {
		zh: '现在连不上服务器。没上传的记录都在，一连上就移交，请不要清除数据。',
		en: 'The server cannot be reached. What is unsent is kept and handed over as soon as it can be; please do not clear anything.',
	},
	signIn: {
		zh: '登录太久没用，已失效。请再输一次密码，只为移交没上传的记录。',
		en: 'The sign-in has run out. Please give the password once more, only to hand over what is unsent.',
	},
	toSignIn: { zh: '输密码移交', en: 'Sign in to hand over' },
	unreadable: {
		zh: '手机里的资料打不开，所以没有删除。请把手机交给管理员。',
		en: 'What is on this phone cannot be opened, so nothing was deleted. Please give the phone to your administrator.',
	},
	done: { zh: '手机里的资料已全部删除', en: 'Everything on this phone is deleted' },
	taken: { zh: '交给服务器的记录', en: 'Records handed to the server' },
	aside: { zh: '服务器单独保管、等人处理的', en: 'Kept aside by the server for someone to look at' },
	none: { zh: '没有没上传的记录。', en: 'There was nothing unsent.' },
	told: { zh: '服务器已知道这部手机清空了。', en: 'The server knows that this phone is empty.' },
	telling: { zh: '正在告诉服务器…', en: 'Telling the server…' },
	next: {
		zh: '要继续用这部手机，请找管理员要一个新手机码。',
		en: 'To go on with this phone, ask an administrator for a code for a new phone.',
	},
	understood: { zh: '知道了', en: 'Understood' },
} as const;
