/** Words of 登录. */
export const signInWords = {
	signIn: { zh: '登录', en: 'Sign in' },
	signingIn: { zh: '正在登录…', en: 'Signing in…' },
	account: { zh: '账号', en: 'Account' },
	password: { zh: '密码', en: 'Password' },
	showPassword: { zh: '显示密码', en: 'Show password' },
	slogan: { zh: '没有信号也能记，有信号自动上传', en: 'Records without a signal, sends when there is one' },
	badSignIn: { zh: '账号或密码不对', en: 'The account or password is not right' },
	slowDown: { zh: '试得太多了，请过一会儿再试', en: 'Too many tries; please wait a while' },
	noNetwork: {
		zh: '连不上服务器。第一次登录要有网络。',
		en: 'The server cannot be reached. Signing in needs a network.',
	},
	demoLoopback: {
		zh: '演示账号只能在装着服务器的电脑上用',
		en: 'Demonstration accounts work only on the computer that runs the server',
	},
	closed: { zh: '这个账号已停用，请找管理员', en: 'This account is closed; please ask an administrator' },
	passwordLate: {
		zh: '这个一次性密码过期了，请找管理员再要一个',
		en: 'This one-time password has run out; please ask an administrator for another',
	},
	revoked: { zh: '这部手机已停用，正在移交没上传的记录', en: 'This phone was revoked; handing over what is unsent' },
	newPhone: { zh: '新手机？用手机码开通', en: 'A new phone? Use a code' },
	keptForYou: {
		zh: '没上传的记录都在，登录后接着上传。',
		en: 'Unsent records are kept; they go out after you sign in.',
	},
} as const;
