import { MASTER, signIn } from '../support/accounts.ts';
import { Scheduler, ahead } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

test('a post is dragged to another half hour, and the page stays', async ({ page }) => {
  await signIn(page, MASTER);
  const scheduler = new Scheduler(page);
  const day = ahead(1, '').slice(0, 10);
  await scheduler.open(`?view=week&from=${day}`);
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const post = page.locator('.chip').filter({ hasText: 'Good morning' });
  await expect(post).toContainText('09:00');
  await post.dragTo(page.locator(`[data-drop="${day}T11:30"]`));
  await expect(page.locator(`[data-drop="${day}T11:30"] .chip`)).toContainText('Good morning');
  await expect(post).toContainText('11:30');
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
});

test('a calendar that is open follows what others do', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER);
  const scheduler = new Scheduler(page);
  await scheduler.open(`?view=list&day=${ahead(2, '').slice(0, 10)}`);
  const other = await anotherBrowser();
  await signIn(other, MASTER);
  const theirs = new Scheduler(other);
  await theirs.write();
  await theirs.text.fill('Written while somebody looks');
  await theirs.tick('Greta Holm');
  await theirs.when.fill(ahead(2, '15:45'));
  await theirs.save();
  await theirs.saved();
  await expect(scheduler.posts('Written while somebody looks')).toContainText('15:45');
});

test('what is left of a network is counted while one types', async ({ page }) => {
  await signIn(page, MASTER);
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.tick('Iris Vondra');
  await scheduler.text.fill('Ten letters');
  const left = page.locator('#lengths [data-network="bluesky"]');
  await expect(left).toContainText('289');
  await scheduler.text.fill('x'.repeat(301));
  await expect(left).toContainText('-1');
  await expect(left).toHaveAttribute('data-over', '');
});
