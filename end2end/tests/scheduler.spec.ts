import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { NetworkPages } from '../support/network.ts';
import { DOT, Scheduler, ahead, arrives } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ page }) => {
  await signIn(page, MASTER);
});

test('one post goes out to three networks at once, with its picture', async ({ page, sandbox }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('Fresh from the oven this morning');
  await page.getByLabel('Picture', { exact: true }).setInputFiles(DOT);
  await page.getByLabel('What the picture shows').fill('A loaf of bread');
  await scheduler.tick('Greta Holm', 'Iris Vondra', 'Emil Hansen');
  await page.getByRole('radio', { name: 'At once' }).check();
  await scheduler.save();
  await scheduler.saved();
  await arrives(sandbox, 'Fresh from the oven this morning', 3);
  await expect(page.locator('#post')).toContainText('Published');
});

test('a text that is too long, a wrong file and no channel are told, and nothing typed is lost', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('long '.repeat(80));
  await page.getByLabel('Picture', { exact: true }).setInputFiles({
    name: 'picture.png',
    mimeType: 'image/png',
    buffer: Buffer.from('this is no picture'),
  });
  await scheduler.save();
  await expect(scheduler.problems).toContainText('Choose at least one channel');
  await expect(scheduler.problems).toContainText('no JPEG, PNG, GIF or WebP');
  await scheduler.tick('Iris Vondra');
  await scheduler.when.fill(ahead(2, '10:00'));
  await scheduler.save();
  await expect(scheduler.problems).toContainText('Bluesky takes 300, this has');
  await expect(scheduler.text).toHaveValue(/^long long/);
  await expect(page.getByRole('checkbox', { name: 'Iris Vondra' })).toBeChecked();
});

test('a picture is kept when something else is wrong', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('With a picture');
  await page.getByLabel('Picture', { exact: true }).setInputFiles(DOT);
  await scheduler.save();
  await expect(scheduler.problems).toContainText('Choose at least one channel');
  await expect(page.getByText('This picture is kept.')).toBeVisible();
  await scheduler.tick('Greta Holm');
  await scheduler.when.fill(ahead(2, '10:00'));
  await scheduler.save();
  await scheduler.saved();
  await expect(page.getByText('This picture is kept.')).toBeVisible();
});

test('times that the clock leaves out or has twice are a choice', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('In the night of the clock');
  await scheduler.tick('Greta Holm');
  await scheduler.when.fill('2027-03-28T02:30');
  await scheduler.save();
  await expect(scheduler.problems).toContainText('put forward past 02:30');
  await expect(page.getByRole('radio', { name: '03:00, the first moment after it' })).toBeChecked();
  await scheduler.when.fill('2027-10-31T02:30');
  await scheduler.save();
  await expect(scheduler.problems).toContainText('02:30 is twice');
  await page.getByRole('radio', { name: 'The second 02:30, one hour later' }).check();
  await scheduler.save();
  await scheduler.saved();
  await expect(page.locator('#post')).toContainText('Sunday 31 October 2027, 02:30');
});

test('a time that has passed is told', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('Too late');
  await scheduler.tick('Greta Holm');
  await scheduler.when.fill(ahead(-1, '10:00'));
  await scheduler.save();
  await expect(scheduler.problems).toContainText('That time has passed');
});

test('a post on a dead channel is held, and goes out after Refresh from its badge', async ({ page, sandbox }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open('?view=list&state=held');
  const held = scheduler.posts('Our year in numbers');
  await expect(held).toContainText('Held');
  const daniel = await sandbox.person('Daniel Weiss');
  // Whether a window opens or this page goes there depends on the browser; the person does the same.
  await page.goto((await held.getByRole('link', { name: 'Refresh Daniel Weiss' }).getAttribute('href')) ?? '');
  await new NetworkPages(page).passThrough(daniel);
  await arrives(sandbox, 'Our year in numbers', 1);
});

test('a post is moved with the keyboard alone', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open('?view=list');
  const post = scheduler.posts('Sunday ride at ten').first();
  await post.locator('summary').focus();
  await page.keyboard.press('Enter');
  await post.getByLabel('Move to').fill(ahead(7, '11:15'));
  await page.keyboard.press('Enter');
  await expect(scheduler.posts('Sunday ride at ten').filter({ hasText: '11:15' })).toHaveCount(1);
});

test('two people who edit one post see both texts', async ({ page, anotherBrowser }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open('?view=list');
  await scheduler.posts('Gift vouchers').getByRole('link', { name: /^Edit/ }).click();
  await expect(scheduler.text).toHaveValue(/Gift vouchers/);
  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  await other.goto(page.url());
  await other.getByLabel('Text', { exact: true }).fill('Vouchers, as Jonas wrote');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await scheduler.text.fill('Vouchers, as Mara wrote');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else changed this post' });
  await expect(conflict).toContainText('Vouchers, as Jonas wrote');
  await expect(conflict).toContainText('Vouchers, as Mara wrote');
  await page.getByRole('button', { name: 'Save mine instead' }).click();
  await scheduler.saved();
  await expect(scheduler.text).toHaveValue('Vouchers, as Mara wrote');
});

test('a post is deleted after a question', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open('?view=list');
  await scheduler.posts('Gift vouchers').getByRole('link', { name: /^Edit/ }).click();
  await page.getByText('Delete', { exact: true }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await scheduler.open('?view=list');
  await expect(scheduler.posts('Gift vouchers')).toHaveCount(0);
});

test('a post beyond the life of its login is warned of, with the renewal', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open();
  await expect(page.getByRole('region', { name: 'Renew now' })).toContainText('needs a renewal by');
  await expect(page.getByRole('link', { name: 'Renew Lena Fischer' })).toBeVisible();
});

test('slots and settings are kept', async ({ page }) => {
  await page.goto('/scheduler/slots');
  await page.getByRole('link', { name: 'Edit the slots of Greta Holm' }).click();
  await page.getByLabel('Tuesday').fill('noon');
  await page.getByRole('button', { name: 'Save the slots' }).click();
  await expect(page.getByRole('alert')).toContainText('“noon” is no time of the day');
  await page.getByLabel('Tuesday').fill('8:15, 12:00');
  await page.getByRole('button', { name: 'Save the slots' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Greta Holm' })).toBeVisible();
  await expect(page.getByText('08:15, 12:00')).toBeVisible();
  await page.goto('/scheduler/settings');
  await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.goto('/scheduler');
  await expect(page.getByText('Times are those of Asia/Tokyo.')).toBeVisible();
});

test('a regular account uses it, and reads whom to ask', async ({ anotherBrowser }) => {
  const page = await anotherBrowser();
  await signIn(page, REGULAR);
  const scheduler = new Scheduler(page);
  await scheduler.open('?view=list&state=held');
  await expect(scheduler.posts('Our year in numbers')).toContainText('Ask Mara Havel');
  await expect(page.getByRole('link', { name: /^Refresh/ })).toHaveCount(0);
  await page.goto('/scheduler/settings');
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await expect(page.getByText('Only a Master Account changes these: Mara Havel.')).toBeVisible();
});

for (const path of ['', '?view=week', '?view=list', '/new', '/decisions', '/slots', '/settings']) {
  test(`axe finds nothing on /scheduler${path}`, async ({ page }) => {
    await page.goto(`/scheduler${path}`);
    await isAccessible(page);
  });
}
