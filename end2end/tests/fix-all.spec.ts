import { isAccessible } from '../support/axe.ts';
import { LOST } from '../support/demo.ts';
import { NetworkPages } from '../support/network.ts';
import { SOCIAL_PROFILES } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

test('Fix all goes from one network to the next, is left and resumed, and tells what is open', async ({
  profiles,
  sandbox,
  page,
}) => {
  await profiles.lostConnection.getByRole('link', { name: 'Fix all' }).click();
  const title = page.getByRole('heading', { level: 1 });
  const next = async () => ((await title.textContent()) ?? '').split(', ')[0] ?? '';
  await expect(page.getByText(/^0 of \d+ done$/)).toBeVisible();
  await isAccessible(page);

  const first = await next();
  await page.getByRole('link', { name: /^Sign in at / }).click();
  await new NetworkPages(page).passThrough(await sandbox.person(first));
  await expect(page).toHaveURL(/\/connect\/all$/);
  await expect(page.getByText(/^1 of \d+ done$/)).toBeVisible();

  // Left, and resumed from where it began.
  await page.getByRole('link', { name: 'Back to Social Profiles' }).click();
  await profiles.shown();
  await profiles.of(first).isWhole();
  await profiles.lostConnection.getByRole('link', { name: 'Fix all' }).click();
  await expect(page.getByText(/^1 of \d+ done$/)).toBeVisible();

  const skipped = await next();
  expect(skipped).not.toBe(first);
  for (let left = 10; left > 0 && (await page.getByRole('button', { name: 'Skip for now' }).count()) > 0; left -= 1) {
    await page.getByRole('button', { name: 'Skip for now' }).click();
  }
  await expect(title).toHaveText('Some are still open');
  const open = page.getByRole('listitem').filter({ hasText: skipped });
  await expect(open.first()).toContainText('You skipped it.');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Start again with these' }).click();
  await expect(title).toContainText(skipped);
});

test.describe('without WASM', () => {
  test.use({ wasm: 'blocked' });

  test('everything red is mended in one tab, and the walk says so', async ({ profiles, sandbox, page }) => {
    await profiles.lostConnection.getByRole('link', { name: 'Fix all' }).click();
    const title = page.getByRole('heading', { level: 1 });
    for (let left = 10; left > 0 && (await page.getByRole('link', { name: /^Sign in at / }).count()) > 0; left -= 1) {
      const [name = ''] = ((await title.textContent()) ?? '').split(', ');
      await page.getByRole('link', { name: /^Sign in at / }).click();
      await new NetworkPages(page).passThrough(await sandbox.person(name));
      const on = page.getByRole('link', { name: 'Go on with the next' });
      const done = page.getByText(/ done$/).or(page.getByRole('link', { name: 'Back to Social Profiles' }));
      await expect(on.or(done).first()).toBeVisible();
      if (await on.isVisible()) {
        await on.click();
        await expect(page).toHaveURL(/\/connect\/all$/);
        await expect(done.first()).toBeVisible();
      }
    }
    await expect(title).toHaveText(/^(Everything is connected|Some are still open)$/);
    await page.goto(SOCIAL_PROFILES);
    expect((await profiles.names('disconnected')).length).toBeLessThan(LOST);
  });
});
