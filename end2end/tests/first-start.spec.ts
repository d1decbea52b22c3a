import { Relink } from '../support/relink.ts';
import { firstMasterAccount, withoutDemo } from '../support/set-up.ts';
import { expect, test as base } from '../support/test.ts';

/** A Relink that nobody has set up, without a demo and without a sandbox. */
const test = base.extend<{ bare: Relink }>({
  bare: async ({ seed }, use) => {
    const bare = await Relink.place(seed.ports);
    await use(bare);
    await bare.remove();
  },
  baseURL: async ({ bare }, use) => use(bare.origin),
});

const PASSWORD = 'correct horse battery staple';

test('the link printed at the first start makes the Master Account, once', async ({ bare, page }) => {
  const link = await firstMasterAccount(bare);
  await page.goto(link);
  await page.getByLabel(/workspace/i).fill('Agency Brno');
  await page.getByLabel('Your name').or(page.getByLabel('Name', { exact: true })).fill('Eva Mala');
  await page.getByLabel('E-mail').fill('eva@agency.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('main').getByRole('button').click();
  await expect(page).toHaveURL(/\/settings\/social-profiles/);
  await expect(page.locator('[data-profile]')).toHaveCount(0);

  const again = await page.request.get(link);
  expect(again.status()).toBe(404);
  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByLabel('E-mail').fill('eva@agency.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/settings\/social-profiles/);
});

test('a weak password is refused with a reason, and the link still works', async ({ bare, page }) => {
  const link = await firstMasterAccount(bare);
  await page.goto(link);
  await page.getByLabel(/workspace/i).fill('Agency Brno');
  await page.getByLabel('Your name').or(page.getByLabel('Name', { exact: true })).fill('Eva Mala');
  await page.getByLabel('E-mail').fill('eva@agency.test');
  await page.getByLabel('Password').evaluate((field) => field.removeAttribute('minlength'));
  await page.getByLabel('Password').fill('short');
  await page.getByRole('main').getByRole('button').click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect((await page.request.get(link)).status()).toBe(200);
});

test('a guessed link opens nothing', async ({ bare, page }) => {
  const link = await firstMasterAccount(bare);
  const guessed = link.slice(0, -4) + (link.endsWith('aaaa') ? 'bbbb' : 'aaaa');
  expect((await page.request.get(guessed)).status()).toBe(404);
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
