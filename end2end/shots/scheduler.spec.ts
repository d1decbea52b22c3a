import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { Scheduler, ahead } from '../support/scheduler.ts';
import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('the Scheduler', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER);
  const scheduler = new Scheduler(page);
  await scheduler.open();
  await shoot(page, 'scheduler-month');
  await scheduler.open(`?view=week&from=${ahead(1, '').slice(0, 10)}`);
  await shoot(page, 'scheduler-week');
  await scheduler.open('?view=list');
  await shoot(page, 'scheduler-list');
  await scheduler.open('?view=list&state=held');
  await shoot(page, 'scheduler-held');
  await scheduler.write();
  await shoot(page, 'scheduler-new');
  await scheduler.text.fill('long '.repeat(80));
  await scheduler.tick('Iris Vondra', 'Greta Holm');
  await scheduler.when.fill('2027-10-31T02:30');
  await scheduler.save();
  await shoot(page, 'scheduler-wrong');
  await scheduler.open('?view=list');
  await scheduler.posts('Last day to order').getByRole('link', { name: /^Edit/ }).click();
  await shoot(page, 'scheduler-post');
  for (const name of ['decisions', 'slots', 'settings']) {
    await page.goto(`/scheduler/${name}`);
    await shoot(page, `scheduler-${name}`);
  }
  await page.getByRole('link', { name: 'Slots' }).click();
  await page.getByRole('link', { name: 'Edit the slots of Greta Holm' }).click();
  await shoot(page, 'scheduler-slots-edit');
  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  await other.goto('/scheduler?view=list&state=held');
  await shoot(other, 'scheduler-regular');
});
