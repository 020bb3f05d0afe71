/** The dialogs of accounts, and a new phone from its code to its end, step by step: each looked at, in both languages. */
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { words as visitWords } from '#lib/kinds/visit/words.ts';
import { lockWords } from '#lib/locked/lock-words.ts';
import { accountWords } from '#lib/supervisor/account-words.ts';
import { enrolWords } from '#lib/worker/words/enrol-words.ts';
import { passwordWords } from '#lib/worker/words/password-words.ts';
import { revokedWords } from '#lib/worker/words/revoked-words.ts';
import { keepLanguage, lookAt, startStill, still, type Language } from '#tests/support/look-at.ts';
import { openDevice, type Device } from '#tests/support/phone.ts';
import type { Server } from '#tests/support/server.ts';
import { signIn } from '#tests/support/steps.ts';

let dataDir: string;
let server: Server;
const devices: Device[] = [];
test.beforeEach(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'linli-still-'));
	server = await startStill(dataDir);
});
test.afterEach(async () => {
	for (const device of devices.splice(0)) await device.dispose();
	await server.dispose();
	rmSync(dataDir, { recursive: true });
});

async function open(language: Language): Promise<Page> {
	const device = await openDevice({ url: server.url, ...still });
	devices.push(device);
	const page = device.page();
	await page.goto('/sign-in');
	await keepLanguage(page, language);
	return page;
}

for (const language of ['zh', 'en'] as const)
	test(
		`[AD2, AD5, AD8] what is done with an account, and a new phone step by step, ${language}`,
		{ tag: language === 'zh' ? [] : ['@long'] },
		async () => {
			test.setTimeout(400_000);
			const say = (word: { readonly zh: string; readonly en: string }) => word[language];
			const button = (page: Page, word: { readonly zh: string; readonly en: string }) =>
				page.getByRole('button', { name: say(word), exact: true });
			const admin = await open(language);
			const phone = await open(language);
			const atDesk = { language, isDesk: true, isUnpictured: true } as const;
			const inHand = { language, isUnpictured: true } as const;

			await signIn(admin, 'admin01', '/accounts/grid02');
			await expect(admin.getByRole('heading', { level: 2, name: say(accountWords.seats) })).toBeVisible();
			await test.step('dialogs of an account', async () => {
				for (const word of ['give', 'rename', 'close', 'reset'] as const) {
					await button(admin, accountWords[word]).click();
					await expect(admin.getByRole('dialog')).toBeVisible();
					await lookAt(admin, `account-${word}`, atDesk);
					await admin.keyboard.press('Escape');
					await expect(admin.getByRole('dialog')).toHaveCount(0);
				}
			});
			await button(admin, accountWords.code).click();
			const code = admin.getByRole('img', { name: say(accountWords.codeQr) });
			await expect(code).toBeVisible();
			await lookAt(admin, 'account-code', atDesk);
			const link = (await code.getAttribute('data-link'))!;
			await button(admin, accountWords.done).click();

			await test.step('the new phone', async () => {
				await phone.goto(link);
				await expect(phone.getByRole('heading', { level: 1 })).toContainText(say(enrolWords.hello).trim());
				await lookAt(phone, 'enrol-password', { language });
				await phone.getByText(say(passwordWords.show)).click();
				await phone.getByLabel(say(passwordWords.next)).fill('liguoqiang-2026');
				await button(phone, enrolWords.setPassword).click();
				await expect(phone.getByText(say(lockWords.digits), { exact: true }).last()).toBeVisible();
				await lookAt(phone, 'enrol-pin', { language });
				await button(phone, enrolWords.noPin).click();
				await expect(button(phone, enrolWords.toPractice)).toBeEnabled({ timeout: 60_000 });
				await lookAt(phone, 'enrol-register', inHand);
				await button(phone, enrolWords.toPractice).click();
				await expect(phone.getByText(say(visitWords.met), { exact: true })).toBeVisible();
				await lookAt(phone, 'enrol-practice', { language });
				await phone.getByText(say(visitWords.met), { exact: true }).click();
				await phone.getByRole('button', { name: /^(保存|Save)$/ }).click();
				await expect(phone.getByText(say(enrolWords.practiceGone))).toBeVisible();
				await lookAt(phone, 'enrol-practised', { language });
			});
			await test.step('its end', async () => {
				await admin.reload();
				await button(admin, accountWords.revoke).first().click();
				await lookAt(admin, 'account-revoke', atDesk);
				await admin
					.getByRole('dialog')
					.getByRole('button', { name: say(accountWords.revoke) })
					.click();
				await button(phone, enrolWords.first).click();
				await expect(phone.getByText(say(revokedWords.done))).toBeVisible({ timeout: 60_000 });
				await lookAt(phone, 'revoked-with-nothing', inHand);
			});
		},
	);
