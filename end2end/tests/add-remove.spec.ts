import { PROFILES } from '../support/demo.ts';
import { type SocialProfiles, adds } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

/** Removes a profile, and says that it is meant. */
async function removes(profiles: SocialProfiles, name: string): Promise<void> {
  await profiles.of(name).remove.click();
  await profiles.page.getByRole('button', { name: `Remove ${name} for good` }).click();
}

test('somebody new at Facebook is added with all the pages that were ticked', async ({ profiles, sandbox, page }) => {
  const petr = await sandbox.person('Petr Svoboda');
  const opened = await adds(page, 'facebook');
  await opened.logIn(petr);
  await opened.agreeAndClose();
  await expect(profiles.of(petr.name).row).toBeVisible();
  await expect(profiles.of(petr.name).row).toHaveAttribute('data-network', 'facebook');
  for (const name of ['Svoboda Carpentry', 'Prague Run League']) {
    await profiles.of(petr.name).channelIs(name, 'connected');
  }
  await expect(profiles.all).toHaveCount(PROFILES + 1);
});

test('somebody new at X', async ({ profiles, sandbox, page }) => {
  const jan = await sandbox.person('Jan Hora');
  const opened = await adds(page, 'x');
  await opened.logIn(jan);
  await opened.agreeAndClose();
  await profiles.of(jan.name).isWhole();
  await expect(profiles.all).toHaveCount(PROFILES + 1);
});

test('whoever is there already is mended, not added twice', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await adds(page, 'facebook');
  await opened.logIn(ada);
  await opened.agreeAndClose();
  await profiles.of(ada.name).isWhole();
  await profiles.open();
  await expect(profiles.all).toHaveCount(PROFILES);
});

test('a cancelled addition adds nothing', async ({ profiles, sandbox, page }) => {
  const opened = await adds(page, 'facebook');
  await opened.logIn(await sandbox.person('Petr Svoboda'));
  await opened.cancel();
  await expect(opened.page.getByRole('main')).toContainText(/cancel/i);
  await profiles.open();
  await expect(profiles.all).toHaveCount(PROFILES);
});

test('removing asks first, and "no" keeps it', async ({ profiles, page }) => {
  await profiles.of('Lena Fischer').remove.click();
  await expect(page.getByRole('button', { name: 'Remove Lena Fischer for good' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep' }).filter({ visible: true }).click();
  await expect(page.getByRole('button', { name: 'Remove Lena Fischer for good' })).toBeHidden();
  await profiles.open();
  await expect(profiles.of('Lena Fischer').row).toBeVisible();
});

for (const name of ['Lena Fischer', 'Oskar Lind']) {
  test(`removing ${name} takes the profile away here and our access at the network`, async ({
    profiles,
    sandbox,
    page,
    context,
  }) => {
    await profiles.mends(await sandbox.person(name));
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.locator('[data-profile]')).toHaveCount(PROFILES);

    await removes(profiles, name);
    await expect(profiles.all).toHaveCount(PROFILES - 1);
    await expect(profiles.of(name).row).toHaveCount(0);
    await expect(other.locator('[data-profile]')).toHaveCount(PROFILES - 1);
    await expect
      .poll(async () => (await sandbox.person(name)).grants.filter(({ alive }) => alive))
      .toHaveLength(0);
  });
}

test('a profile that is removed while its window is open does not come back', async ({ profiles, sandbox }) => {
  const lena = await sandbox.person('Lena Fischer');
  const opened = await profiles.of(lena.name).refreshes();
  await opened.logIn(lena);
  await removes(profiles, lena.name);
  await expect(profiles.all).toHaveCount(PROFILES - 1);
  await opened.agree();
  await expect(opened.page.getByRole('main')).toContainText(/removed/i);
  await profiles.open();
  await expect(profiles.all).toHaveCount(PROFILES - 1);
});

test('removing the last red profile takes the orange message away', async ({ profiles, sandbox }) => {
  const lost = await profiles.names('disconnected');
  for (const name of lost.slice(1)) await profiles.mends(await sandbox.person(name));
  await removes(profiles, lost[0] ?? '');
  await expect(profiles.lostConnection).toHaveCount(0);
});

test('an empty workspace says what to do first', async ({ profiles, page }) => {
  for (let left = PROFILES - 1; left >= 0; left -= 1) {
    const [name] = await page
      .getByRole('link', { name: /^Refresh / })
      .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label') ?? link.textContent));
    await removes(profiles, (name ?? '').replace('Refresh ', '').trim());
    await expect(profiles.all).toHaveCount(left);
  }
  await expect(profiles.lostConnection).toHaveCount(0);
  await profiles.open();
  await expect(page.getByRole('main')).toContainText(/add/i);
  await expect(page.locator('a[href^="/connect/new/facebook"]').first()).toBeAttached();
});
