import { NetworkPages } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

test('cancelling at the network changes nothing and offers to try again', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of(ada.name).refreshes();
  await opened.logIn(ada);
  await opened.cancel();

  await expect(opened.page).toHaveURL(/^http:\/\/127\.0\.0\.1/);
  await expect(opened.page.getByRole('main')).toContainText(/cancel/i);
  await profiles.of(ada.name).is('disconnected');

  await opened.page.getByRole('link', { name: /again/i }).click();
  await opened.logIn(ada);
  await opened.agreeAndClose();
  await profiles.of(ada.name).isWhole();
});

test('closing the window in the middle leaves the profile as it was', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of(ada.name).refreshes();
  await opened.logIn(ada);
  await opened.page.close();
  await profiles.of(ada.name).is('disconnected');
  await profiles.mends(ada);
});

test('a blocked window: the same tab goes there and comes back', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  await page.evaluate(() => {
    window.open = () => null;
  });
  await profiles.of(ada.name).refresh.click();
  await expect(page).toHaveURL(new RegExp(`^${sandbox.origin}/facebook/`));
  await new NetworkPages(page).passThrough(ada);
  await profiles.shown();
  await profiles.of(ada.name).isWhole();
});

test('a cancelled consent in the same tab leads back to Social Profiles', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  await page.evaluate(() => {
    window.open = () => null;
  });
  await profiles.of(ada.name).refresh.click();
  const network = new NetworkPages(page);
  await network.logIn(ada);
  await network.cancel();
  await expect(page.getByRole('main')).toContainText(/cancel/i);
  await page.getByRole('link', { name: /social profiles/i }).first().click();
  await profiles.shown();
  await profiles.of(ada.name).is('disconnected');
});

test.describe('X', () => {
  test('a person who removed the app comes back by agreeing', async ({ profiles, sandbox }) => {
    const oskar = await profiles.loses(sandbox, 'Oskar Lind', 'remove-app');
    const opened = await profiles.of(oskar.name).refreshes();
    await expect(opened.page).toHaveURL(new RegExp(`^${sandbox.origin}/x/`));
    await opened.logIn(oskar);
    await opened.agreeAndClose();
    await profiles.of(oskar.name).isWhole();
    await expect(profiles.of(oskar.name).channels).toHaveAttribute('data-health', 'connected');
  });

  test('a person who cancels stays lost', async ({ profiles, sandbox }) => {
    const oskar = await profiles.loses(sandbox, 'Oskar Lind', 'remove-app');
    const opened = await profiles.of(oskar.name).refreshes();
    await opened.logIn(oskar);
    await opened.cancel();
    await expect(opened.page.getByRole('main')).toContainText(/cancel/i);
    await profiles.of(oskar.name).is('disconnected');
  });

  test('an access token whose two hours are over renews without a person', async ({ profiles, sandbox }) => {
    const oskar = await sandbox.person('Oskar Lind');
    await profiles.mends(oskar);
    // Three times: each renewal spends the refresh token that the last one brought.
    for (const _ of [1, 2, 3]) {
      await sandbox.advance(3 * 60 * 60);
      const before = (await sandbox.calls()).length;
      await profiles.checks();
      await profiles.of(oskar.name).is('connected');
      const renewals = (await sandbox.calls())
        .slice(before)
        .filter(({ network, path, status }) => network === 'x' && path === '/2/oauth2/token' && status === 200);
      expect(renewals.length).toBeGreaterThan(0);
      expect((await sandbox.person(oskar.name)).grants.some(({ alive }) => alive)).toBe(true);
    }
  });
});
