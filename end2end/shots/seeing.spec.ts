import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('timeline, overview, audit log, keys', async ({ profiles, sandbox, page }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  await profiles.of('Ada Novak').row.getByRole('link', { name: /^Channels and backups/ }).click();
  await page.getByRole('link', { name: 'Timeline' }).click();
  await shoot(page, 'seeing-timeline');
  await page.goto('/settings/overview');
  await shoot(page, 'seeing-overview');
  await page.goto('/settings/audit?verify=1');
  await shoot(page, 'seeing-audit');
  await page.goto('/settings/api');
  await shoot(page, 'seeing-keys');
  await page.goto('/api');
  await shoot(page, 'seeing-api');
});
