import type { Page } from '@playwright/test';

import { MASTER, fillIn, signIn } from '../support/accounts.ts';
import { Authenticator } from '../support/authenticator.ts';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

const ACCOUNT = '/account';

const twoFactor = (page: Page) => page.getByRole('region', { name: 'Two-factor sign-in' });

/** Switches it on, on the account's page, and looks at the pages on the way; the app, and what tells one recovery code after the other. */
async function switchOn(
  page: Page,
  look: (page: Page) => Promise<void> = async () => {},
): Promise<{ app: Authenticator; recovery: () => string }> {
  await twoFactor(page).getByLabel('Your password').fill(MASTER.password);
  await twoFactor(page).getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up two-factor sign-in');
  await expect(page.getByRole('img', { name: 'QR code with the key for your app' })).toBeVisible();
  const app = new Authenticator(await page.getByText(/^Key:/).locator('code').innerText());
  await look(page);
  await page.getByLabel('Code', { exact: true }).fill(app.code());
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your recovery codes');
  const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
  expect(codes).toHaveLength(10);
  await look(page);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  return { app, recovery: () => codes.pop() ?? '' };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
  await expect(page).toHaveURL(/\/login$/);
}

/** Signs out, and gives the right password again. */
async function comeBack(page: Page): Promise<void> {
  await signOut(page);
  await page.goto(ACCOUNT);
  await fillIn(page, MASTER);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter your code');
}

async function giveRecoveryCode(page: Page, code: string): Promise<void> {
  const other = page.getByRole('group').filter({ hasText: 'Use a recovery code' });
  await other.getByText('Use a recovery code').click();
  await other.getByLabel('Recovery code').fill(code);
  await other.getByRole('button', { name: 'Sign in' }).click();
}

test('two-factor sign-in is switched on, and asked for', async ({ page }) => {
  // Five pages are looked at on the way.
  test.setTimeout(180_000);
  await signIn(page, MASTER);
  await page.goto(ACCOUNT);
  await isAccessible(page);
  const { app } = await switchOn(page, isAccessible);
  await expect(twoFactor(page)).toContainText('You have 10 recovery codes left.');
  await isAccessible(page);

  await comeBack(page);
  await isAccessible(page);
  await page.getByLabel('Code', { exact: true }).fill('not a code');
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await expect(page.getByRole('alert')).toContainText('This code is not right');
  await page.getByLabel('Code', { exact: true }).fill(app.code());
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await expect(page).toHaveURL(/\/account$/);
});

test('a recovery code helps out once, and with one two-factor sign-in is switched off', async ({ page }) => {
  await signIn(page, MASTER);
  await page.goto(ACCOUNT);
  const { recovery } = await switchOn(page);
  const once = recovery();
  await comeBack(page);
  await giveRecoveryCode(page, once);
  await expect(page).toHaveURL(/\/account$/);
  await expect(twoFactor(page)).toContainText('You have 9 recovery codes left.');

  await comeBack(page);
  await giveRecoveryCode(page, once);
  await expect(page.getByRole('alert')).toContainText('This code is not right, or was used already.');
  await giveRecoveryCode(page, recovery());
  await expect(page).toHaveURL(/\/account$/);

  await twoFactor(page).getByLabel('Your password').fill(MASTER.password);
  await twoFactor(page).getByLabel(/^Code of your app/).fill(recovery());
  await twoFactor(page).getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByRole('status')).toHaveText('Two-factor sign-in is off.');
  await signOut(page);
  await signIn(page, MASTER);
});
