import type { Trouble } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';
import { watchForRed } from '../support/watch.ts';

const BANNER = /Facebook has a problem/;

test.use({ world: 'well' });

for (const kind of ['outage', 'html', 'reset', 'garbage', 'rate-limit'] satisfies Trouble[]) {
  test(`${kind} at Facebook during a check turns nothing red`, async ({ profiles, sandbox, page }) => {
    const turned = await watchForRed(page);
    await sandbox.trouble('facebook', kind, 1_000);
    await profiles.checks();
    await expect(profiles.lostConnection).toHaveCount(0);

    // The trouble is over, and the next check hears the truth: one person is lost, and only that one.
    await sandbox.reset();
    await sandbox.happens('Lena Fischer', 'remove-app');
    await expect(async () => {
      await profiles.checks();
      await expect(profiles.of('Lena Fischer').row).toHaveAttribute('data-health', 'disconnected', { timeout: 1 });
    }).toPass({ timeout: 30_000 });
    expect(await turned()).toEqual([await profiles.of('Lena Fischer').id()]);
    await profiles.of('Ada Novak').isWhole();
    await profiles.of('Tomas Dvorak').isWhole();
  });
}

test('what is not known is shown as not known, and known again afterwards', async ({ profiles, sandbox, page }) => {
  await sandbox.trouble('facebook', 'outage', 1_000);
  await profiles.notices('Ada Novak', 'uncertain');
  await expect(page.locator('[data-network="x"][data-health="uncertain"]')).toHaveCount(0);
  await expect(profiles.lostConnection).toHaveCount(0);
  await sandbox.reset();
  await expect(async () => {
    await profiles.checks();
    await expect(profiles.of('Ada Novak').row).toHaveAttribute('data-health', 'connected', { timeout: 500 });
  }).toPass({ timeout: 30_000 });
});

test('what is lost stays lost during an outage', async ({ profiles, sandbox }) => {
  await profiles.loses(sandbox, 'Lena Fischer');
  await sandbox.trouble('facebook', 'outage', 1_000);
  await profiles.notices('Ada Novak', 'uncertain');
  await profiles.of('Lena Fischer').is('disconnected');
});

test('when a whole network fails, one banner says so, until it answers again', async ({ profiles, sandbox, page }) => {
  await expect(page.getByText(BANNER)).toHaveCount(0);
  await sandbox.trouble('facebook', 'outage', 1_000);
  await expect(async () => {
    await profiles.checks();
    await expect(page.getByText(BANNER).filter({ visible: true }).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText(/X has a problem/)).toHaveCount(0);

  await sandbox.reset();
  await expect(async () => {
    await profiles.checks();
    await expect(page.getByText(BANNER)).toHaveCount(0, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
});

test('a checkpoint says to clear it at the network first', async ({ profiles, sandbox }) => {
  await profiles.loses(sandbox, 'Ada Novak', 'checkpoint');
  await expect(profiles.of('Ada Novak').row).toContainText(/Facebook/);
  await expect(profiles.of('Ada Novak').row).toContainText(/first/i);
  await sandbox.happens('Ada Novak', 'clear-checkpoint');
  await profiles.mends(await sandbox.person('Ada Novak'));
});
