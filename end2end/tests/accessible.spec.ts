import { REGULAR, fillIn, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { SOCIAL_PROFILES } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

test('the login page, also after a mistake', async ({ page }) => {
  await page.goto('/login');
  await isAccessible(page);
  await fillIn(page, { ...REGULAR, password: 'not the password' });
  await expect(page.getByRole('alert')).toBeVisible();
  await isAccessible(page);
});

test('Social Profiles with something lost', async ({ profiles }) => {
  await expect(profiles.lostConnection).toBeVisible();
  await isAccessible(profiles.page);
});

test.describe('Social Profiles with nothing lost', () => {
  test.use({ world: 'well' });

  test('and during an outage', async ({ profiles, sandbox, page }) => {
    await expect(profiles.lostConnection).toHaveCount(0);
    await isAccessible(page);
    await sandbox.trouble('facebook', 'outage', 1_000);
    await profiles.notices('Ada Novak', 'uncertain');
    await isAccessible(page);
  });
});

test('a search without a result', async ({ profiles, page }) => {
  await profiles.open('?q=nothing+like+it');
  await expect(profiles.all).toHaveCount(0);
  await isAccessible(page);
});

test('adding and removing', async ({ profiles, page }) => {
  await page.getByText('Add a profile', { exact: true }).first().click();
  await isAccessible(page);
  await profiles.open();
  await profiles.of('Lena Fischer').remove.click();
  await isAccessible(page);
});

test('the network\'s pages, and where the way ends', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const cancelled = await profiles.of(ada.name).refreshes();
  await expect(cancelled.page.getByLabel('Password')).toBeVisible();
  await isAccessible(cancelled.page);
  await cancelled.logIn(ada);
  await isAccessible(cancelled.page);
  await cancelled.cancel();
  await expect(cancelled.page.getByRole('main')).toContainText(/cancel/i);
  await isAccessible(cancelled.page);

  const unticked = await profiles.of(ada.name).refreshes();
  await unticked.logIn(ada);
  await unticked.untick('Bakery Brno');
  await unticked.agree();
  await expect(unticked.page.getByRole('main')).toContainText('Bakery Brno');
  await isAccessible(unticked.page);

  const wrong = await profiles.of(ada.name).refreshes();
  await wrong.passThrough(await sandbox.person('Petr Svoboda'));
  await expect(wrong.page.getByRole('main')).toContainText('Petr Svoboda');
  await isAccessible(wrong.page);
});

test('the sandbox\'s own page', async ({ page, sandbox }) => {
  await page.goto(sandbox.origin);
  await isAccessible(page);
});

test('X\'s pages', async ({ profiles, sandbox }) => {
  const opened = await profiles.of('Oskar Lind').refreshes();
  await expect(opened.page.getByLabel('Password')).toBeVisible();
  await isAccessible(opened.page);
  await opened.logIn(await sandbox.person('Oskar Lind'));
  await isAccessible(opened.page);
});

test('the page of full success, where a window cannot close itself', async ({ profiles, sandbox }) => {
  const lena = await sandbox.person('Lena Fischer');
  const opened = await profiles.of(lena.name).refreshes();
  await opened.page.addInitScript(() => {
    window.close = () => {};
  });
  await opened.passThrough(lena);
  await expect(opened.page.getByRole('main')).toContainText(lena.name);
  await expect(opened.page).toHaveURL(/^http:\/\/127\.0\.0\.1/);
  await isAccessible(opened.page);
});

test('what turns people away', async ({ page }) => {
  await page.goto('/oauth/facebook/callback?state=forged&code=forged');
  await isAccessible(page);
  await signIn(page, REGULAR);
  await isAccessible(page);
  await page.goto(SOCIAL_PROFILES);
  await isAccessible(page);
  await page.goto('/no-such-page');
  await isAccessible(page);
});
