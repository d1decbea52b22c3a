import type { Page } from '@playwright/test';

import { isAccessible } from '../support/axe.ts';
import { firstMasterAccount, withoutDemo } from '../support/set-up.ts';
import { expect, test as base } from '../support/test.ts';

/** Nobody has set this Relink up, and it is no demo. */
const test = base.extend({
  baseURL: async ({ bare }, use) => use(bare.origin),
});

const PASSWORD = 'correct horse battery staple';

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Workspace').fill('Agency Brno');
  await page.getByLabel('Your name').fill('Eva Mala');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button').click();
}

/** The page says that the link is dead, at once or when somebody tries. */
async function opensNothing(page: Page, link: string): Promise<void> {
  await page.goto(link);
  if (await page.getByLabel('Workspace').isVisible()) await fillIn(page, 'mallory@agency.test', PASSWORD);
  await expect(page.getByRole('main')).toContainText(/not valid|not found/i);
  await page.goto('/settings/social-profiles');
  await expect(page).toHaveURL(/\/login/);
}

test('the link printed at the first start makes the Master Account, once', async ({ bare, page }) => {
  const link = await firstMasterAccount(bare);
  await page.goto(link);
  await isAccessible(page);
  await fillIn(page, 'eva@agency.test', PASSWORD);
  await expect(page).toHaveURL(/\/settings\/social-profiles/);
  await expect(page.locator('[data-profile]')).toHaveCount(0);

  await page.context().clearCookies();
  await opensNothing(page, link);
  await page.goto('/login');
  await page.getByLabel('E-mail').fill('eva@agency.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/settings\/social-profiles/);
});

test('a weak password is refused with a reason, and the link still works', async ({ bare, page }) => {
  const link = await firstMasterAccount(bare);
  await page.goto(link);
  await page.getByLabel('Password').evaluate((field) => field.removeAttribute('minlength'));
  await fillIn(page, 'eva@agency.test', 'short');
  await expect(page.getByRole('alert')).toBeVisible();
  await isAccessible(page);
  await page.goto(link);
  await fillIn(page, 'eva@agency.test', PASSWORD);
  await expect(page).toHaveURL(/\/settings\/social-profiles/);
});

test('a guessed link opens nothing', async ({ bare, page }) => {
  const link = await firstMasterAccount(bare);
  await opensNothing(page, link.slice(0, -4) + (link.endsWith('aaaa') ? 'bbbb' : 'aaaa'));
});

test('outside the demo the login page tells no accounts', async ({ bare, page }) => {
  await firstMasterAccount(bare);
  await page.goto('/login');
  await expect(page.getByLabel('Password')).toBeVisible();
  await expect(page.getByText('relink.test')).toHaveCount(0);
  await expect(page.getByText('relink-demo')).toHaveCount(0);
});

test('outside the demo it does not start without a key', async ({ bare }) => {
  await expect(bare.start({ ...withoutDemo(), RELINK_KEYS: '' })).rejects.toThrow(/RELINK_KEYS/);
});

test('a network without credentials says which variables it needs and what to register', async ({ bare, page }) => {
  await page.goto(await firstMasterAccount(bare));
  await fillIn(page, 'eva@agency.test', PASSWORD);
  await page.getByRole('button', { name: 'Add a profile' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add a profile' });
  for (const network of ['Facebook', 'Instagram', 'X', 'LinkedIn', 'YouTube', 'TikTok', 'Threads', 'Pinterest']) {
    const slug = network.toLowerCase();
    const missing = sheet.locator('details').filter({ hasText: `/oauth/${slug}/callback` });
    await missing.getByText(network, { exact: true }).click();
    await expect(missing).toContainText(`RELINK_${network.toUpperCase()}_CLIENT_ID`);
    await expect(missing).toContainText(`RELINK_${network.toUpperCase()}_CLIENT_SECRET`);
    await expect(missing.getByText(`${bare.origin}/oauth/${slug}/callback`)).toBeVisible();
  }
  // These two register no apps.
  await expect(sheet.getByLabel('Mastodon')).toBeVisible();
  await expect(sheet.getByLabel('Bluesky')).toBeVisible();
  await isAccessible(page);
});
