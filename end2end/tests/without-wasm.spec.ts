import { MASTER, REGULAR, fillIn, signIn } from '../support/accounts.ts';
import { PROFILES } from '../support/demo.ts';
import { NetworkPages } from '../support/network.ts';
import { SOCIAL_PROFILES, SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

test('signing in leads to the page that was asked for', async ({ page }) => {
  await page.goto(SOCIAL_PROFILES);
  await expect(page).toHaveURL(/\/login\?next=/);
  await fillIn(page, MASTER);
  await new SocialProfiles(page, 'blocked').shown();
});

test('a wrong password is told on the login page', async ({ page }) => {
  await page.goto('/login');
  await fillIn(page, { ...MASTER, password: 'not-the-password' });
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('alert')).toBeVisible();
});

test('Refresh goes to the network and back in the same tab', async ({ profiles, sandbox, page }) => {
  const [name] = await profiles.names('disconnected');
  const person = await sandbox.person(name ?? '');
  await profiles.of(person.name).refresh.click();
  await new NetworkPages(page).passThrough(person);
  await profiles.shown();
  await profiles.of(person.name).isWhole();
});

test('a page left unticked is named on the way back', async ({ profiles, sandbox, page }) => {
  const ada = await sandbox.person('Ada Novak');
  await profiles.of(ada.name).refresh.click();
  const network = new NetworkPages(page);
  await network.logIn(ada);
  await network.untick('Bakery Brno');
  await network.agree();
  await expect(page.getByRole('main')).toContainText('Bakery Brno');
  await page.getByRole('link', { name: /social profiles/i }).first().click();
  await profiles.of(ada.name).channelIs('Bakery Brno', 'disconnected');
});

test('Check now asks the networks and comes back to the page', async ({ profiles, sandbox }) => {
  const [name] = await profiles.names('connected');
  await sandbox.happens(name ?? '', 'remove-app');
  await profiles.checkNow.click();
  await profiles.shown();
  // Without events a person looks again.
  await expect(async () => {
    await profiles.open();
    await expect(profiles.of(name ?? '').row).toHaveAttribute('data-health', 'disconnected', { timeout: 500 });
  }).toPass();
});

test('search and filters are a form', async ({ profiles, page }) => {
  await page.getByRole('searchbox').fill('Bakery');
  await page.getByRole('searchbox').press('Enter');
  await expect(profiles.all).toHaveCount(1);
  await expect(profiles.of('Ada Novak').row).toBeVisible();
});

test('a profile can be removed, after being asked', async ({ profiles, page }) => {
  await profiles.of('Lena Fischer').remove.click();
  await page.getByRole('button', { name: 'Remove Lena Fischer for good' }).click();
  await expect(profiles.all).toHaveCount(PROFILES - 1);
});

test('signing out ends the session', async ({ page }) => {
  await signIn(page, REGULAR);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(SOCIAL_PROFILES);
  await expect(page).toHaveURL(/\/login/);
});
