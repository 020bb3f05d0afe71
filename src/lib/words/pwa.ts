/** Words for installing the app. */
export const pwaWords = {
	install: { zh: '安装到桌面', en: 'Install' },
	installWhy: {
		zh: '装到手机桌面，没有信号也能打开，手机不会随便清掉没上传的记录。',
		en: 'On the home screen it opens without a signal, and the phone does not clear unsent records lightly.',
	},
	installIos: {
		zh: '用 Safari 打开，点下方“分享”，再点“添加到主屏幕”。',
		en: 'In Safari tap Share, then Add to Home Screen.',
	},
	installByMenu: {
		zh: '打开浏览器菜单，点“安装应用”或“添加到主屏幕”。',
		en: 'Open the browser’s menu and choose Install app or Add to Home screen.',
	},
	installed: { zh: '已安装到桌面', en: 'Installed' },
} as const;
