import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Scheduler, ahead, arrives } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

// In the demo Jonas is Editor of Lena Fischer's page, Client of Iris Vondra, Admin of Daniel Weiss's company, and nothing
// for Greta Holm.

test('an Editor proposes, whoever may approve approves, and it goes out', async ({ page, anotherBrowser, sandbox }) => {
  await signIn(page, REGULAR);
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await expect(page.getByText('there the post waits for approval')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Greta Holm' })).toHaveCount(0);
  await expect(page.getByRole('checkbox', { name: 'Iris Vondra' })).toHaveCount(0);
  await scheduler.text.fill('Proposed by Jonas');
  await scheduler.tick('Fischer Architects');
  await page.getByRole('radio', { name: 'At once' }).check();
  await scheduler.save();
  await scheduler.saved();
  await expect(page.locator('#post')).toContainText('Waiting for approval');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);

  const master = await anotherBrowser();
  await signIn(master, MASTER);
  const theirs = new Scheduler(master);
  await theirs.open('?view=list&state=proposed');
  const post = theirs.posts('Proposed by Jonas');
  await expect(post).toContainText('Its time has passed, and nobody approved it.');
  await post.getByRole('link', { name: /^Look and approve/ }).click();
  await expect(master.locator('#post')).toContainText('Proposed by Jonas Weber');
  await isAccessible(master);
  await arrives(sandbox, 'Proposed by Jonas', 0);
  await master.getByRole('button', { name: 'Approve and send at once' }).click();
  await expect(master.getByRole('status').filter({ hasText: 'Approved.' })).toBeVisible();
  await arrives(sandbox, 'Proposed by Jonas', 1);
  // The page that is open hears of it.
  await expect(page.locator('#post')).toContainText('Published');
});

test('a Client approves what was read, or returns it with a note', async ({ page, anotherBrowser }) => {
  const master = await anotherBrowser();
  await signIn(master, MASTER);
  const theirs = new Scheduler(master);
  await signIn(page, REGULAR);
  const scheduler = new Scheduler(page);
  await scheduler.open();
  const waits = page.getByRole('region', { name: 'One post waits for your approval' });
  await waits.getByRole('link', { name: 'Look at what waits' }).click();
  await scheduler.posts('new helmets').getByRole('link', { name: /^Look and approve/ }).click();
  await expect(page.locator('#post')).toContainText('starts with a free check');
  await expect(scheduler.text).toHaveCount(0);
  await expect(page.getByText('Delete', { exact: true })).toHaveCount(0);
  await isAccessible(page);

  await master.goto(page.url());
  await theirs.text.fill('New year, new bells');
  await master.getByRole('button', { name: 'Save', exact: true }).click();
  await theirs.saved();
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody changed this post since you opened it.');
  await expect(page.locator('#post')).toContainText('New year, new bells');
  await isAccessible(page);

  await page.getByText('Return it', { exact: true }).click();
  await page.getByLabel('What should change?').fill('Helmets, please');
  await page.getByRole('button', { name: 'Return with this note' }).click();
  await expect(page.locator('#post')).toContainText('“Helmets, please”');
  await expect(master.locator('#post')).toContainText('Returned by Jonas Weber');

  await master.reload();
  await theirs.text.fill('New year, new helmets');
  await master.getByRole('radio', { name: 'At that time, if somebody approves it' }).check();
  await theirs.when.fill(ahead(8, '12:00'));
  await master.getByRole('button', { name: 'Save', exact: true }).click();
  await theirs.saved();
  await page.reload();
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Approved.' })).toBeVisible();
  await expect(page.locator('#post')).toContainText('Scheduled');
});

test('an edit by an Editor of what was planned waits for approval again, also by dragging', async ({ page }) => {
  await signIn(page, REGULAR);
  const scheduler = new Scheduler(page);
  await scheduler.open('?view=list');
  const post = scheduler.posts('Gift vouchers').first();
  await post.locator('summary').click();
  await post.getByLabel('Move to').fill(ahead(6, '11:15'));
  await post.getByRole('button', { name: 'Move' }).click();
  await expect(scheduler.posts('Gift vouchers').first()).toContainText('Waiting for approval');
  // Of what they are Client of, nothing can be moved; of what they are nothing for, nothing is seen.
  await expect(scheduler.posts('five hundred rides').locator('summary')).toHaveCount(0);
  await expect(scheduler.posts('Our route map')).toHaveCount(0);
});

test('roles for posts are given on the page of roles, and who has none reads whom to ask', async ({
  page,
  anotherBrowser,
}) => {
  await signIn(page, MASTER);
  await page.goto('/settings/team');
  await page.getByRole('link', { name: 'Roles of Jonas Weber in the Apps' }).click();
  await isAccessible(page);
  for (const select of await page.locator('form.roles select').all()) await select.selectOption('No role');
  await page.getByRole('button', { name: 'Save the roles' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Jonas Weber' })).toBeVisible();

  const regular = await anotherBrowser();
  await signIn(regular, REGULAR);
  await expect(regular.getByText('ask Mara Havel for one.')).toBeVisible();
  await expect(regular.getByRole('link', { name: 'Write a post' })).toHaveCount(0);
  await isAccessible(regular);
  await page.getByRole('link', { name: 'Edit the roles of Jonas Weber' }).click();
  await page.getByLabel('Scheduler: Greta Holm').selectOption('Client');
  await page.getByRole('button', { name: 'Save the roles' }).click();
  await expect(page.locator('.given')).toContainText('Scheduler: Client');
  await regular.goto('/scheduler?view=list');
  await expect(new Scheduler(regular).posts('Our route map')).toBeVisible();
});

test('nothing is wider than the window on the pages of roles and of a proposal', async ({ page }) => {
  await signIn(page, MASTER);
  await page.goto('/community/roles');
  await page.getByRole('link', { name: 'Edit the roles of Jonas Weber' }).click();
  const wide = async () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await wide()).toBeLessThanOrEqual(0);
  await isAccessible(page);
  await page.goto('/scheduler?view=list&state=proposed');
  await page.getByRole('link', { name: /^Look and approve/ }).first().click();
  await page.getByText('Return it', { exact: true }).click();
  expect(await wide()).toBeLessThanOrEqual(0);
  await isAccessible(page);
});
