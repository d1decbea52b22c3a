import { MASTER, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Scheduler, ahead, arrives } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ page }) => {
  await signIn(page, MASTER);
});

test('a post is written and sent on a phone', async ({ page, sandbox }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('Sent from the tram');
  await scheduler.tick('Greta Holm');
  await page.getByRole('radio', { name: 'At once' }).check();
  await scheduler.save();
  await scheduler.saved();
  await arrives(sandbox, 'Sent from the tram', 1);
});

test('nothing is wider than the phone', async ({ page }) => {
  for (const path of ['', '?view=week', '?view=list', '/new', '/decisions', '/slots', '/settings']) {
    await page.goto(`/scheduler${path}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
});

test('the month is a list of days, and axe finds nothing', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open(`?from=${ahead(1, '').slice(0, 10)}`);
  await expect(page.locator(`#day-${ahead(1, '').slice(0, 10)}`)).toContainText('Good morning');
  await isAccessible(page);
});
