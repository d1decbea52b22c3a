import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Community, answersAt } from '../support/community.ts';
import { NetworkPages } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

// Networks are asked from time to time, and some stories wait for that.
test.setTimeout(240_000);

const MODEL = 'Is the model of the school on show';
const TICKETS = 'Gibt es noch Karten?';

test('a comment is answered in the queue, once', async ({ page, sandbox }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  const comment = await community.arrived(MODEL);
  await community.answer(comment, 'It is: in the town hall, until Friday.');
  await expect(comment).toContainText('Answered');
  await expect(page.getByText('Answered.', { exact: false }).first()).toBeVisible();
  await expect(comment.getByRole('textbox')).toBeHidden();
  expect(await answersAt(sandbox, 'facebook', 'It is: in the town hall, until Friday.')).toBe(1);
});

test('the queue is worked through with the keyboard alone', async ({ page, sandbox }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open('?network=facebook&shown=new');
  const comment = await community.arrived('Walked past the new library');
  await comment.focus().catch(() => undefined);
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('j');
    if ((await comment.getAttribute('aria-current')) === 'true') break;
  }
  await expect(comment).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('l');
  await expect(comment).toContainText('Liked');
  await page.keyboard.press('a');
  await expect(comment).toContainText('Mine');
  await page.keyboard.press('r');
  await page.keyboard.type('Thank you, see you tomorrow!');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(comment).toHaveCount(0);
  await expect.poll(() => answersAt(sandbox, 'facebook', 'Thank you, see you tomorrow!')).toBe(1);
  await page.keyboard.press('j');
  const next = page.locator('[data-item][aria-current=true]');
  await expect(next).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await next.focus();
  const text = await next.locator('.comment-text').first().textContent();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^Comment by/ })).toBeVisible();
  await expect(page.locator('[aria-current=true]').filter({ hasText: text ?? '' })).toBeVisible();
});

test('a comment is hidden, shown, assigned and done on its own page', async ({ page, sandbox }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  await (await community.arrived(MODEL)).getByRole('link', { name: /^Open/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Comment by/ })).toBeVisible();
  const comment = community.comments(MODEL);
  await page.getByRole('button', { name: 'Hide' }).click();
  await expect(comment).toContainText('Hidden');
  await expect.poll(async () => (await sandbox.comments('facebook')).filter(({ hidden }) => hidden).length).toBe(1);
  await page.getByRole('button', { name: 'Show again' }).click();
  await expect(page.getByRole('button', { name: 'Hide' })).toBeVisible();
  await page.getByLabel('Takes care').selectOption('Jonas Weber');
  await page.getByRole('button', { name: 'Assign' }).click();
  await expect(comment).toContainText('Jonas Weber takes care');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Open again' })).toBeVisible();
});

test('the queue is filtered, and its address says so', async ({ page }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  await community.arrived(MODEL);
  await page.getByRole('combobox', { name: 'Channel' }).selectOption('Wachau Trails');
  await page.getByRole('combobox', { name: 'Network' }).selectOption('Facebook');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/channel=.*network=facebook/);
  await community.arrived(TICKETS);
  await expect(community.comments(MODEL)).toHaveCount(0);
  await page.getByRole('navigation', { name: 'Which comments' }).getByRole('link', { name: /^Done/ }).click();
  await expect(page).toHaveURL(/shown=done.*network=facebook/);
  await expect(page.getByText('No comment fits this filter.')).toBeVisible();
});

test('an Editor proposes, and a Master Account sends it', async ({ page, anotherBrowser, sandbox }) => {
  await signIn(page, REGULAR);
  const community = new Community(page);
  await community.open();
  const comment = await community.arrived(MODEL);
  await expect(comment.getByRole('button', { name: 'Hide' })).toHaveCount(0);
  await community.answer(comment, 'Yes, in the town hall.');
  await expect(comment).toContainText('Proposed');
  expect(await answersAt(sandbox, 'facebook', 'Yes, in the town hall.')).toBe(0);
  const master = await anotherBrowser();
  await signIn(master, MASTER);
  const theirs = new Community(master);
  await theirs.open();
  await (await theirs.arrived(MODEL)).getByRole('button', { name: 'Send it' }).click();
  await expect(theirs.comments(MODEL)).toContainText('Answered');
  // The other page follows.
  await expect(comment).toContainText('Answered');
  expect(await answersAt(sandbox, 'facebook', 'Yes, in the town hall.')).toBe(1);
});

test('roles are given and taken, and who has none reads whom to ask', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER);
  await page.goto('/community/roles');
  await page.getByRole('link', { name: 'Edit the roles of Jonas Weber' }).click();
  for (const select of await page.locator('form.roles select').all()) await select.selectOption('No role');
  await page.getByRole('button', { name: 'Save the roles' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Jonas Weber' })).toBeVisible();
  const regular = await anotherBrowser();
  await signIn(regular, REGULAR);
  await regular.goto('/community');
  await expect(regular.getByText('Ask Mara Havel for one.')).toBeVisible();
  await isAccessible(regular);
  await page.getByRole('link', { name: 'Edit the roles of Jonas Weber' }).click();
  await page.getByLabel('Community: Wachau Trails').selectOption('Manager');
  await page.getByRole('button', { name: 'Save the roles' }).click();
  await expect(page.locator('.given')).toContainText('Manager');
  await regular.reload();
  await new Community(regular).arrived(TICKETS);
  await regular.goto('/community/roles');
  await expect(regular.getByRole('alert')).toBeVisible();
});

test('a dead channel says since when it is blind, and nothing is missing after Refresh', async ({
  page,
  sandbox,
  profiles,
}) => {
  test.setTimeout(300_000);
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  await community.arrived(MODEL);
  await sandbox.happens('Lena Fischer', 'change-password');
  await profiles.open();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByRole('link', { name: 'Refresh Lena Fischer' }).first()).toBeVisible();
  await sandbox.comment('Lena Fischer', 'Written while nobody heard it');
  await community.open();
  const notice = page.getByRole('region', { name: 'Lost connection' });
  await expect(notice).toContainText(/New comments from (this channel|these channels) are missing since/);
  const lena = await sandbox.person('Lena Fischer');
  await page.goto((await notice.getByRole('link', { name: 'Refresh Lena Fischer' }).getAttribute('href')) ?? '');
  await new NetworkPages(page).passThrough(lena);
  await community.open();
  await community.arrived('Written while nobody heard it');
});

for (const path of ['', '?shown=new', '/roles']) {
  test(`axe finds nothing on /community${path}`, async ({ page }) => {
    await signIn(page, MASTER);
    await page.goto(`/community${path}`);
    await isAccessible(page);
  });
}

test('a long queue goes on by itself, and only what is near is in the page', async ({ page, sandbox }) => {
  // 260 comments are written and heard first, one after the other.
  test.setTimeout(180_000);
  const many = Array.from({ length: 260 }, (_, number) => `Number ${number} of many`);
  for (const text of many) await sandbox.comment('Nora Becker', text);
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  await community.arrived('of many');
  await community.open();

  const items = page.locator('#comments > li[id^="comment-"]');
  const first = await items.first().getAttribute('id');
  const seen = new Set<string>();
  const more = page.locator('a[data-more]');
  await expect(async () => {
    await page.mouse.wheel(0, 4_000);
    const drawn = await items.evaluateAll((all) => all.map((item) => item.id));
    for (const id of drawn) seen.add(id);
    expect(drawn.length).toBeLessThanOrEqual(275);
    expect(seen.size).toBeGreaterThan(280);
    await expect(more).toHaveCount(0, { timeout: 100 });
  }).toPass({ timeout: 60_000 });

  // Far above they were taken out, and come back.
  await page.evaluate(() => scrollTo(0, 0));
  await expect(page.locator(`[id="${first}"]`)).toBeVisible();
});
