import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { EXPIRING, LOST, PROFILES } from '../support/demo.ts';
import { expect, test } from '../support/test.ts';

test('the login page tells how to sign in to the demo', async ({ page }) => {
  await page.goto('/login');
  for (const { email, password } of [MASTER, REGULAR]) {
    await expect(page.getByText(email)).toBeVisible();
    await expect(page.getByText(password).first()).toBeVisible();
  }
});

test('signing in as the Master Account leads to Social Profiles', async ({ page }) => {
  await signIn(page, MASTER);
  await expect(page).toHaveURL(/\/settings\/social-profiles$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Social Profiles' })).toBeVisible();
});

test('profiles of all ten networks, some lost for different causes, one about to expire', async ({ profiles, page }) => {
  await expect(profiles.all).toHaveCount(PROFILES);
  const lost = page.locator('[data-profile][data-health="disconnected"]');
  await expect(lost).toHaveCount(LOST);
  await expect(page.locator('[data-profile][data-health="expiring"]')).toHaveCount(EXPIRING);
  await expect(page.locator('[data-profile][data-health="connected"]')).toHaveCount(PROFILES - LOST - EXPIRING);

  const networks = await profiles.all.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.network));
  expect(new Set(networks).size).toBe(10);

  // Each says in its own words what happened.
  const words = await lost.evaluateAll((rows) =>
    rows.map((row) => row.textContent.replace(/\d+/g, '')),
  );
  const causes = [/password/i, /expired/i, /removed|revoked/i, /logged out/i, /rejected|refused/i].filter(
    (cause) => words.some((text) => cause.test(text)),
  );
  expect(new Set(words).size).toBe(LOST);
  expect(causes.length).toBeGreaterThanOrEqual(2);
});

test('every profile is named by person and network, and has its channels', async ({ profiles, sandbox }) => {
  const names = { facebook: 'Facebook', x: 'X' } as Record<string, string>;
  for (const [name, channels] of [
    ['Ada Novak', 12],
    ['Tomas Dvorak', 5],
    ['Lena Fischer', 2],
    ['Oskar Lind', 1],
    ['Nordic Bikes', 1],
    ['Marta Kral', 1],
  ] as const) {
    const person = await sandbox.person(name);
    const { row, channels: shown } = profiles.of(name);
    await expect(row).toHaveAccessibleName(`${name}, ${names[person.network]}`);
    await expect(row).toHaveAttribute('data-network', person.network);
    await expect(shown).toHaveCount(channels);
    for (const { name: channel } of person.channels) {
      await expect(shown.filter({ hasText: channel })).toHaveCount(1);
    }
  }
});

test('the orange message counts what is lost and jumps to the first', async ({ profiles, page }) => {
  await expect(profiles.lostConnection).toBeVisible();
  await expect(profiles.lostConnection).toContainText(new RegExp(`\\b${LOST}\\b`));
  const first = page.locator('[data-profile][data-health="disconnected"]').first();
  await profiles.lostConnection.getByRole('link').first().click();
  await expect(first).toBeInViewport();
  await expect(page).toHaveURL(/\/settings\/social-profiles(#.*)?$/);
});

test('red is a frame and words, not a colour alone', async ({ profiles }) => {
  const [lost, healthy] = [(await profiles.names('disconnected'))[0], (await profiles.names('connected'))[0]];
  const frame = (name: string) =>
    profiles.of(name).row.evaluate((row) => {
      const { borderTopColor, borderTopWidth, outlineColor, boxShadow } = getComputedStyle(row);
      return [borderTopColor, borderTopWidth, outlineColor, boxShadow].join(' ');
    });
  expect(await frame(lost ?? '')).not.toBe(await frame(healthy ?? ''));
  await expect(profiles.of(lost ?? '').row.getByText(/lost|disconnected/i).first()).toBeVisible();
  await expect(profiles.of(lost ?? '').row.locator('svg, img').first()).toBeVisible();
});

test('worst comes first', async ({ profiles }) => {
  const order = await profiles.all.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.health));
  const rank = ['disconnected', 'expiring', 'uncertain', 'connected'];
  const sorted = [...order].sort((a, b) => rank.indexOf(a ?? '') - rank.indexOf(b ?? ''));
  expect(order).toEqual(sorted);
});
