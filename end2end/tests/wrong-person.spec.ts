import { PROFILES } from '../support/demo.ts';
import { expect, test } from '../support/test.ts';

test('another person at the network: both are named and nothing is written', async ({ profiles, sandbox }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of('Ada Novak').refreshes();
  await opened.passThrough(await sandbox.person('Petr Svoboda'));

  await expect(opened.page).toHaveURL(/^http:\/\/127\.0\.0\.1/);
  await expect(opened.page.getByRole('main')).toContainText('Ada Novak');
  await expect(opened.page.getByRole('main')).toContainText('Petr Svoboda');
  await profiles.open();
  await profiles.of('Ada Novak').is('disconnected');
  await expect(profiles.all).toHaveCount(PROFILES);
});

test('a stranger who came by mistake keeps no grant of ours', async ({ profiles, sandbox }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of('Ada Novak').refreshes();
  await opened.passThrough(await sandbox.person('Petr Svoboda'));
  await expect(opened.page.getByRole('main')).toContainText('Petr Svoboda');
  await expect
    .poll(async () => (await sandbox.person('Petr Svoboda')).grants.filter(({ alive }) => alive))
    .toHaveLength(0);
});

test('"use another account" leads to the right person', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of('Ada Novak').refreshes();
  await opened.passThrough(await sandbox.person('Petr Svoboda'));
  await opened.page.getByRole('link', { name: /another account/i }).click();
  await expect(opened.page).toHaveURL(new RegExp(`^${sandbox.origin}/facebook/`));
  await opened.logIn(ada);
  await opened.agreeAndClose();
  await profiles.of('Ada Novak').isWhole();
});

test('the person at the network may change before agreeing', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of('Ada Novak').refreshes();
  await opened.logIn(await sandbox.person('Petr Svoboda'));
  await opened.useAnotherAccount();
  await opened.logIn(ada);
  await opened.agreeAndClose();
  await profiles.of('Ada Novak').isWhole();
});

test('a login that belongs to another red profile heals that one instead', async ({ profiles, sandbox }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  const tomas = await profiles.loses(sandbox, 'Tomas Dvorak');
  const opened = await profiles.of('Ada Novak').refreshes();
  await opened.passThrough(tomas);

  await expect(opened.page.getByRole('main')).toContainText('Ada Novak');
  await profiles.of('Tomas Dvorak').is('disconnected');
  await opened.page.getByRole('link', { name: /Tomas Dvorak/ }).click();
  await opened.logIn(tomas);
  await opened.agreeAndClose();
  await profiles.of('Tomas Dvorak').isWhole();
  await profiles.of('Ada Novak').is('disconnected');
});

test('the wrong person at X, where the network never asks who is there', async ({ profiles, sandbox }) => {
  await profiles.loses(sandbox, 'Oskar Lind', 'remove-app');
  const opened = await profiles.of('Oskar Lind').refreshes();
  await opened.passThrough(await sandbox.person('Jan Hora'));
  await expect(opened.page.getByRole('main')).toContainText('Oskar Lind');
  await expect(opened.page.getByRole('main')).toContainText('Jan Hora');
  await profiles.of('Oskar Lind').is('disconnected');
});
