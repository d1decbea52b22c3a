import { MASTER, fillIn } from '../support/accounts.ts';
import { NetworkPages } from '../support/network.ts';
import { SOCIAL_PROFILES, SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

test('the help article on a phone', async ({ page, sandbox, context }) => {
  await page.goto(SOCIAL_PROFILES);
  await fillIn(page, MASTER);
  const profiles = new SocialProfiles(page);
  await profiles.shown();
  for (const name of await profiles.names('disconnected')) {
    const person = await sandbox.person(name);
    const opening = context.waitForEvent('page');
    await profiles.of(name).refresh.tap();
    const opened = new NetworkPages(await opening);
    await opened.logIn(person);
    await opened.agree().catch(() => {});
    await expect.poll(() => opened.page.isClosed()).toBe(true);
    await profiles.of(name).isWhole();
  }
  await expect(profiles.lostConnection).toHaveCount(0);
});

test('a phone that opens no second window', async ({ profiles, sandbox, page }) => {
  const [name] = await profiles.names('disconnected');
  const person = await sandbox.person(name ?? '');
  await page.evaluate(() => {
    window.open = () => null;
  });
  await profiles.of(person.name).refresh.tap();
  await new NetworkPages(page).passThrough(person);
  await profiles.shown();
  await profiles.of(person.name).isWhole();
});

test('nothing is wider than the phone, and everything to press is large enough for a thumb', async ({
  profiles,
  page,
}) => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  for (const control of await page.getByRole('link', { name: /^Refresh / }).all()) {
    const box = await control.boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(44);
    expect(box?.height).toBeGreaterThanOrEqual(44);
  }
  const check = await profiles.checkNow.boundingBox();
  expect(check?.height).toBeGreaterThanOrEqual(44);
});
