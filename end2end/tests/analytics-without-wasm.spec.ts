import { MASTER, signIn } from '../support/accounts.ts';
import { Analytics } from '../support/analytics.ts';
import { expect, test } from '../support/test.ts';

test('channel, days, table and file are links and forms alone', async ({ page }) => {
  await signIn(page, MASTER);
  const analytics = new Analytics(page);
  await analytics.open();
  await analytics.told('Greta Holm');
  await expect(analytics.chart('followers').getByRole('img')).toBeVisible();
  await page.getByRole('combobox', { name: 'Channel' }).selectOption('Greta Holm');
  await page.getByRole('button', { name: 'Show', exact: true }).first().click();
  await expect(analytics.byChannel).toHaveCount(0);
  await expect(analytics.tile('reach')).toContainText('Mastodon does not tell this.');
  await page.getByRole('link', { name: '7 days' }).click();
  await page.getByRole('link', { name: 'Table', exact: true }).click();
  await expect(analytics.byDay.getByRole('row')).toHaveCount(8);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
});
