import { MASTER, signIn } from '../support/accounts.ts';
import { Analytics } from '../support/analytics.ts';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ page }) => {
  await signIn(page, MASTER);
});

test('nothing is wider than the phone', async ({ page }) => {
  const analytics = new Analytics(page);
  for (const query of ['', '?days=90', '?view=table']) {
    await analytics.open(query);
    await analytics.told('Greta Holm');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, query).toBeLessThanOrEqual(0);
  }
});

test('charts are read, the week before is chosen, and axe finds nothing', async ({ page }) => {
  const analytics = new Analytics(page);
  await analytics.open();
  await analytics.told('Greta Holm');
  await page.getByRole('link', { name: '7 days' }).tap();
  await expect(analytics.chart('followers').getByRole('img')).toBeVisible();
  await expect(analytics.tile('posts')).toContainText(/\d/);
  await isAccessible(page);
});
