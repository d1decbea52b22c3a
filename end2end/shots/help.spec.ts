import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('the help, and the ways to it', async ({ profiles, sandbox, page }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  await profiles.open();
  await shoot(page, 'help-profiles');
  await page.goto('/analytics');
  await shoot(page, 'help-app');
  await profiles.open();
  const opened = await profiles.of('Ada Novak').refreshes();
  await opened.passThrough(await sandbox.person('Petr Svoboda'));
  await shoot(opened.page, 'help-outcome');
  for (const topic of ['', '/security-check', '/wrong-person']) {
    await page.goto(`/help${topic}`);
    await shoot(page, `help${topic.replace('/', '-')}`);
  }
  await page.goto('/settings/audit');
  await shoot(page, 'help-audit');
});
