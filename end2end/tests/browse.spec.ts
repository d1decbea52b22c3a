import { MASTER } from '../support/accounts.ts';
import { LOST, PROFILES } from '../support/demo.ts';
import { SOCIAL_PROFILES } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

test.describe('search', () => {
  test('finds a profile by a channel of it', async ({ profiles, page }) => {
    await page.getByRole('searchbox').fill('Bakery');
    await page.getByRole('searchbox').press('Enter');
    await expect(profiles.all).toHaveCount(1);
    await expect(profiles.of('Ada Novak').row).toBeVisible();
  });

  test('is in the address, so that it can be sent to a colleague', async ({ profiles, page, context }) => {
    await page.getByRole('searchbox').fill('Oskar');
    await page.getByRole('searchbox').press('Enter');
    await expect(profiles.all).toHaveCount(1);
    await expect(page).toHaveURL(/Oskar/);
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.locator('[data-profile]')).toHaveCount(1);
    await expect(other.getByRole('searchbox')).toHaveValue('Oskar');
  });

  test('that finds nothing says so and offers the way back', async ({ profiles, page }) => {
    await page.getByRole('searchbox').fill('nobody is called this');
    await page.getByRole('searchbox').press('Enter');
    await expect(profiles.all).toHaveCount(0);
    await page.getByRole('main').getByRole('link', { name: /clear|show all|reset/i }).first().click();
    await expect(profiles.all).toHaveCount(PROFILES);
  });

  test('takes what people type for what it is', async ({ profiles, page }) => {
    for (const typed of ['%', '_', "'", '"><img src=x>', '\\']) {
      await profiles.open(`?q=${encodeURIComponent(typed)}`);
      await expect(profiles.all).toHaveCount(0);
      await expect(page.locator('img[src="x"]')).toHaveCount(0);
    }
  });
});

test('the filters for network and health', async ({ profiles, page }) => {
  await page.getByRole('combobox', { name: 'Network' }).selectOption({ label: 'X' });
  await expect(profiles.all).toHaveCount(3);
  for (const row of await profiles.all.all()) await expect(row).toHaveAttribute('data-network', 'x');

  await page.getByRole('combobox', { name: 'Network' }).selectOption({ index: 0 });
  await expect(profiles.all).toHaveCount(PROFILES);
  await page.getByRole('combobox', { name: 'Health' }).selectOption('disconnected');
  await expect(profiles.all).toHaveCount(LOST);
  await expect(page.locator('[data-profile]:not([data-health="disconnected"])')).toHaveCount(0);
});

test('a filter does not hide that something is lost', async ({ profiles }) => {
  await profiles.open('?health=connected');
  await expect(profiles.lostConnection).toBeVisible();
});

test('from signing in to mending a profile by keyboard alone', async ({ page, sandbox, context }) => {
  const tabTo = async (what: () => Promise<boolean>) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await what()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('the keyboard did not get there');
  };
  const focused = (matches: RegExp) => async () =>
    page.evaluate(() => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined;
      return label ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    }).then((name) => matches.test(name.trim()));

  await page.goto('/login');
  await tabTo(focused(/^E-mail/));
  await page.keyboard.type(MASTER.email);
  await tabTo(focused(/^Password/));
  await page.keyboard.type(MASTER.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(SOCIAL_PROFILES));
  await expect(page.getByRole('button', { name: 'Check now' })).toBeVisible();

  const name = await page
    .locator('[data-profile][data-health="disconnected"]')
    .first()
    .getByRole('link', { name: /^Refresh / })
    .evaluate((link) => (link.getAttribute('aria-label') ?? link.textContent).trim());
  await tabTo(focused(new RegExp(`^${name}$`)));
  await expect(page.locator(':focus')).toHaveCSS('outline-style', /solid|auto|dashed|double/);
  const opening = context.waitForEvent('page');
  await page.keyboard.press('Enter');
  const opened = await opening;

  const person = await sandbox.person(name.replace('Refresh ', ''));
  await opened.getByLabel('Login').focus();
  await opened.keyboard.type(person.login);
  await opened.keyboard.press('Tab');
  await opened.keyboard.type(person.password);
  await opened.keyboard.press('Enter');
  await opened.getByRole('button', { name: 'Continue' }).focus();
  await opened.keyboard.press('Enter').catch(() => {});
  await expect.poll(() => opened.isClosed()).toBe(true);
  await expect(page.getByRole('link', { name, exact: true })).toBeFocused();
});

for (const path of ['/login', SOCIAL_PROFILES, `${SOCIAL_PROFILES}?q=nothing+like+it`]) {
  test(`${path} fits 320 px, and text of twice the size`, async ({ page, profiles }) => {
    expect(profiles.page).toBe(page);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (path === '/login') await page.context().clearCookies();
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await overflow()).toBeLessThanOrEqual(0);

    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
}

test('the page after a session has ended leads to the login page, not into a void', async ({ profiles, page }) => {
  await page.context().clearCookies();
  await profiles.checkNow.click();
  await expect(page.getByRole('link', { name: /sign in/i }).or(page.getByLabel('Password')).first()).toBeVisible();
});
