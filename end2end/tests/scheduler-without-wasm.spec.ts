import { MASTER, signIn } from '../support/accounts.ts';
import { DOT, Scheduler, ahead, arrives } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

test('a post is written, previewed, moved and sent by links and forms alone', async ({ page, sandbox }) => {
  await signIn(page, MASTER);
  const scheduler = new Scheduler(page);
  await scheduler.open();
  await page.getByRole('link', { name: 'Write a post', exact: true }).click();
  await scheduler.text.fill('Written without a script');
  await page.getByLabel('Picture', { exact: true }).setInputFiles(DOT);
  await scheduler.tick('Greta Holm');
  await scheduler.when.fill(ahead(3, '10:00'));
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('region', { name: 'How it will look' })).toContainText('Written without a script');
  await scheduler.save();
  await scheduler.saved();
  await scheduler.open(`?view=list&day=${ahead(3, '').slice(0, 10)}`);
  const post = scheduler.posts('Written without a script');
  await post.locator('summary').click();
  await post.getByLabel('Move to').fill(ahead(3, '16:00'));
  await post.getByRole('button', { name: 'Move' }).click();
  await expect(scheduler.posts('Written without a script')).toContainText('16:00');
  await scheduler.posts('Written without a script').getByRole('link', { name: /^Edit/ }).click();
  await page.getByRole('radio', { name: 'At once' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await arrives(sandbox, 'Written without a script', 1);
});
