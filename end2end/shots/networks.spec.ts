import { firstMasterAccount } from '../support/set-up.ts';
import { shoot } from '../support/shots.ts';
import { expect, test } from '../support/test.ts';

test('adding a profile of any network', async ({ profiles, page, sandbox, relink }) => {
  await page.getByRole('button', { name: 'Add a profile' }).click();
  await shoot(page, 'add-all');
  await page.goto('/connect/new/mastodon?server=no.such.server.invalid');
  await shoot(page, 'add-no-server');
  await page.route(/localhost:\d+\/oauth\/authorize/, (route) => route.abort());
  await page.goto(`/connect/new/mastodon?server=social.localhost:${relink.sandboxPort}`).catch(() => {});
  await profiles.open();
  await sandbox.happens('Hana Benes', 'remove-app');
  await profiles.checks();
  await shoot(page, 'profiles-youtube-lost');
  const opened = await profiles.of('Vltava Sailing School').refreshes();
  await expect(opened.page.getByLabel('Password')).toBeVisible();
  await shoot(opened.page, 'network-youtube-login');
  await opened.logIn(await sandbox.person('Hana Benes'));
  await shoot(opened.page, 'network-youtube-consent');
});

test.describe('before any network is configured', () => {
  test.use({ baseURL: undefined });

  test('the sheet of networks', async ({ page, bare }) => {
    await page.goto(await firstMasterAccount(bare));
    await page.getByLabel('Workspace').fill('Agency Brno');
    await page.getByLabel('Your name').fill('Eva Mala');
    await page.getByLabel('E-mail').fill('eva@agency.test');
    await page.getByLabel('Password').fill('correct horse battery staple');
    await page.getByRole('main').getByRole('button').click();
    await expect(page).toHaveURL(/social-profiles/);
    await page.getByRole('button', { name: 'Add a profile' }).click();
    await page.locator('details', { hasText: 'LinkedIn' }).locator('summary').click();
    await shoot(page, 'add-bare');
  });
});
