import { ReconnectLinks } from '../support/links.ts';
import { shoot } from '../support/shots.ts';
import { expect, test } from '../support/test.ts';

test('reconnect links and the walk', async ({ profiles, sandbox, page }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  await shoot(page, 'links-profiles');
  const links = new ReconnectLinks(page);
  await links.open();
  await shoot(page, 'links-empty');
  const path = await links.make('Ada Novak, Facebook', 'The bakery waits for its offer.');
  await shoot(page, 'links-made');
  await page.goto(path);
  await shoot(page, 'links-client');
  await links.open();
  await shoot(page, 'links-list');
  await page.goto('/connect/all');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await shoot(page, 'walk');
  for (let left = 10; left > 0 && (await page.getByRole('button', { name: 'Skip for now' }).count()) > 0; left -= 1) {
    await page.getByRole('button', { name: 'Skip for now' }).click();
  }
  await shoot(page, 'walk-end');
});
