import type { Page } from '@playwright/test';

import { MASTER, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { PasskeyDevice } from '../support/passkeys.ts';
import { expect, test } from '../support/test.ts';

const passkeys = (page: Page) => page.getByRole('region', { name: 'Passkeys' });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test.describe('where people reach Relink by a name', () => {
  test.beforeEach(async ({ relink }) => {
    await relink.stop();
    await relink.start({ RELINK_PUBLIC_URL: `http://localhost:${relink.port}` });
  });

  test('a passkey is added, signs in without a password, and is removed', async ({ page, relink }) => {
    // Four pages are looked at on the way.
    test.setTimeout(180_000);
    const at = (path: string): string => `http://localhost:${relink.port}${path}`;
    const device = await PasskeyDevice.with(page);
    await signIn(page, MASTER, at('/account'));
    await expect(passkeys(page)).toContainText('No passkey yet.');
    await isAccessible(page);
    await passkeys(page).getByLabel('Your password').fill(MASTER.password);
    await passkeys(page).getByRole('button', { name: 'Add a passkey' }).click();
    // The browser asks, and the device agrees, without another click.
    await expect(page.getByRole('status').first()).toHaveText(/The passkey is added/);
    await expect(passkeys(page).getByRole('listitem')).toContainText(/Chrome.*Not used yet/s);
    expect(await device.holds()).toBe(1);

    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await expect(page).toHaveURL(/\/login$/);
    await isAccessible(page);
    await page.goto(at('/settings/links'));
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await expect(page).toHaveURL(at('/settings/links'));
    await page.goto(at('/account'));
    await expect(passkeys(page).getByRole('listitem')).toContainText(/Used /);

    await passkeys(page).getByLabel('Your password').fill(MASTER.password);
    await passkeys(page).getByRole('button', { name: 'Add a passkey' }).click();
    await expect(heading(page)).toHaveText('Add a passkey');
    await expect(page.getByRole('alert')).toContainText('There is a passkey of yours there already.');
    await isAccessible(page);
    await page.getByRole('link', { name: 'Cancel' }).click();

    await passkeys(page).getByRole('button', { name: /^Remove the passkey of Chrome/ }).click();
    await expect(page.getByRole('status').first()).toHaveText(/The passkey is removed/);
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await expect(page.getByRole('alert')).toContainText('This passkey signs nobody in here.');
    await page.getByRole('link', { name: 'Sign in with your password' }).click();
    await expect(heading(page)).toHaveText('Sign in to Relink');
  });

  test('whoever gives no passkey is told, and can try again', async ({ page, relink }) => {
    const at = (path: string): string => `http://localhost:${relink.port}${path}`;
    const device = await PasskeyDevice.with(page);
    await signIn(page, MASTER, at('/account'));
    await passkeys(page).getByLabel('Your password').fill(MASTER.password);
    await passkeys(page).getByRole('button', { name: 'Add a passkey' }).click();
    await expect(passkeys(page).getByRole('listitem')).toHaveCount(1);
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();

    await device.knowsTheFinger(false);
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await expect(page.getByRole('alert')).toContainText('No passkey was given.');
    await isAccessible(page);
    await device.knowsTheFinger(true);
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await expect(page).toHaveURL(at('/settings/social-profiles'));
  });
});

test('where the address has no name, none are offered', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText(/passkey/i)).toHaveCount(0);
  await signIn(page, MASTER, '/account');
  await expect(page.getByRole('heading', { name: 'Two-factor sign-in' })).toBeVisible();
  await expect(page.getByText(/passkey/i)).toHaveCount(0);
});
