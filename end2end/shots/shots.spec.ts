import { REGULAR, fillIn, signIn } from '../support/accounts.ts';
import { SOCIAL_PROFILES } from '../support/profiles.ts';
import { firstMasterAccount } from '../support/set-up.ts';
import { shoot } from '../support/shots.ts';
import { expect, test } from '../support/test.ts';

test('signing in', async ({ page }) => {
  await page.goto('/login');
  await shoot(page, 'login');
  await fillIn(page, { ...REGULAR, password: 'not the password' });
  await expect(page.getByRole('alert')).toBeVisible();
  await shoot(page, 'login-wrong');
  await signIn(page, REGULAR);
  await shoot(page, 'home-regular');
  await page.goto(SOCIAL_PROFILES);
  await shoot(page, 'forbidden');
  await page.goto('/no-such-page');
  await shoot(page, 'not-found');
  await page.goto('/oauth/facebook/callback?state=forged&code=forged');
  await shoot(page, 'callback-forged');
});

test('Social Profiles', async ({ profiles, sandbox, page }) => {
  await shoot(page, 'profiles-lost');
  await profiles.open('?q=nothing+like+it');
  await shoot(page, 'profiles-none-found');
  await profiles.open();
  await page.getByText('Add a profile', { exact: true }).first().click();
  await shoot(page, 'profiles-add');
  await profiles.open();
  await profiles.of('Lena Fischer').remove.click();
  await shoot(page, 'profiles-remove');
  await profiles.open();
  await profiles.mendsAll(sandbox);
  await shoot(page, 'profiles-well');
  await sandbox.trouble('facebook', 'outage', 1_000);
  await profiles.notices('Ada Novak', 'uncertain');
  await shoot(page, 'profiles-outage');
  await sandbox.reset();
  await sandbox.role('drop-role', 'Ada Novak', 'Bakery Brno');
  await profiles.checks();
  await profiles.of('Ada Novak').channelIs('Bakery Brno', 'disconnected');
  await shoot(page, 'profiles-role-lost');
});

test('the way through a network', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of(ada.name).refreshes();
  await expect(opened.page.getByLabel('Password')).toBeVisible();
  await shoot(opened.page, 'network-facebook-login');
  await opened.logIn(ada);
  await shoot(opened.page, 'network-facebook-pages');
  await opened.untick('Bakery Brno');
  await opened.agree();
  await expect(opened.page.getByRole('main')).toContainText('Bakery Brno');
  await shoot(opened.page, 'outcome-unticked');

  const cancelled = await profiles.of(ada.name).refreshes();
  await cancelled.logIn(ada);
  await cancelled.cancel();
  await expect(cancelled.page.getByRole('main')).toContainText(/cancel/i);
  await shoot(cancelled.page, 'outcome-cancelled');

  const tomas = await profiles.loses(sandbox, 'Tomas Dvorak');
  const wrong = await profiles.of(ada.name).refreshes();
  await wrong.passThrough(tomas);
  await expect(wrong.page.getByRole('main')).toContainText(tomas.name);
  await shoot(wrong.page, 'outcome-wrong-person');

  const down = await profiles.of(ada.name).refreshes();
  await down.logIn(ada);
  await sandbox.trouble('facebook', 'html', 50);
  await down.agree();
  await expect(down.page.getByRole('link', { name: /again/i })).toBeVisible();
  await shoot(down.page, 'outcome-unavailable');
  await sandbox.reset();

  const oskar = await sandbox.person('Oskar Lind');
  const x = await profiles.of(oskar.name).refreshes();
  await expect(x.page.getByLabel('Password')).toBeVisible();
  await shoot(x.page, 'network-x-login');
  await x.page.addInitScript(() => {
    window.close = () => {};
  });
  await x.logIn(oskar);
  await shoot(x.page, 'network-x-consent');
  await x.agree();
  await expect(x.page.getByRole('main')).toContainText(oskar.name);
  await shoot(x.page, 'outcome-success');
});

test('the sandbox\'s own page', async ({ page, sandbox }) => {
  await page.goto(sandbox.origin);
  await shoot(page, 'sandbox');
});

test.describe('before anybody has set it up', () => {
  test.use({ baseURL: undefined });

  test('the set-up page', async ({ page, bare }) => {
    await page.goto(await firstMasterAccount(bare));
    await shoot(page, 'set-up');
  });
});
