import { expect, test } from '../support/test.ts';

const LEFT_OUT = 'Bakery Brno';

test('a page that was not ticked is named, and the others are back', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of(ada.name).refreshes();
  await opened.logIn(ada);
  await opened.untick(LEFT_OUT);
  await opened.agree();

  // The window stays and says it.
  await expect(opened.page.getByRole('main')).toContainText(/11 of 12 channels/);
  await expect(opened.page.getByRole('main')).toContainText(LEFT_OUT);

  const { row } = profiles.of(ada.name);
  await profiles.of(ada.name).is('connected');
  await profiles.of(ada.name).channelIs(LEFT_OUT, 'disconnected');
  await expect(row.locator('[data-channel][data-health="connected"]')).toHaveCount(11);
  await expect(profiles.of(ada.name).channel(LEFT_OUT)).toContainText(/tick/i);
  await expect(profiles.lostConnection).toBeVisible();
});

test('ticking it later brings it back', async ({ profiles, sandbox }) => {
  const ada = await sandbox.person('Ada Novak');
  const first = await profiles.of(ada.name).refreshes();
  await first.logIn(ada);
  await first.untick(LEFT_OUT);
  await first.agree();
  await profiles.of(ada.name).channelIs(LEFT_OUT, 'disconnected');

  // The next step that the window offers leads back to the network.
  await first.page.getByRole('link', { name: /again|reopen|tick/i }).first().click();
  await expect(first.page).toHaveURL(new RegExp(`^${sandbox.origin}/facebook/`));
  await first.logIn(ada);
  await first.tick(LEFT_OUT);
  await first.agreeAndClose();
  await profiles.of(ada.name).isWhole();
});

test.describe('where all was well', () => {
  test.use({ world: 'well' });

  test('one who ticks fewer pages loses the others at once, also where they were healthy', async ({
    profiles,
    sandbox,
  }) => {
    const tomas = await sandbox.person('Tomas Dvorak');
    const opened = await profiles.of(tomas.name).refreshes();
    await opened.logIn(tomas);
    for (const { name } of tomas.channels.slice(1)) await opened.untick(name);
    await opened.agree();

    await expect(opened.page.getByRole('main')).toContainText(/1 of 5 channels/);
    await profiles.of(tomas.name).channelIs(tomas.channels[0]?.name ?? '', 'connected');
    for (const { name } of tomas.channels.slice(1)) {
      await profiles.of(tomas.name).channelIs(name, 'disconnected');
      await expect(opened.page.getByRole('main')).toContainText(name);
    }
  });

  test('a lost role turns only that channel red, and restoring it mends it without a login', async ({
    profiles,
    sandbox,
  }) => {
    const ada = profiles.of('Ada Novak');
    await sandbox.role('drop-role', ada.name, LEFT_OUT);
    await profiles.checks();
    await ada.channelIs(LEFT_OUT, 'disconnected');
    await ada.is('connected');
    await expect(ada.row.locator('[data-channel][data-health="disconnected"]')).toHaveCount(1);
    await expect(ada.channel(LEFT_OUT)).toContainText(/role|admin/i);

    await sandbox.role('restore-role', ada.name, LEFT_OUT);
    await profiles.checks();
    await ada.channelIs(LEFT_OUT, 'connected');
  });

  test('Refresh while a role is missing brings the others back and names that page', async ({ profiles, sandbox }) => {
    const ada = await sandbox.person('Ada Novak');
    await sandbox.role('drop-role', ada.name, LEFT_OUT);
    const opened = await profiles.of(ada.name).refreshes();
    await opened.passThrough(ada);
    await expect(opened.page.getByRole('main')).toContainText(/11 of 12 channels/);
    await expect(opened.page.getByRole('main')).toContainText(LEFT_OUT);
    await profiles.of(ada.name).channelIs(LEFT_OUT, 'disconnected');

    // The page itself knows why: its own token tells of the role.
    await profiles.checks();
    await expect(profiles.of(ada.name).channel(LEFT_OUT)).toContainText(/role/i);
    // With the role back the page can be ticked again.
    await sandbox.role('restore-role', ada.name, LEFT_OUT);
    const again = await profiles.of(ada.name).refreshes();
    await again.logIn(ada);
    await again.tick(LEFT_OUT);
    await again.agreeAndClose();
    await profiles.of(ada.name).isWhole();
  });
});
