import type { Request } from '@playwright/test';

import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Bench } from '../support/bench.ts';
import { Scheduler, ahead } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

const APPS = ['Scheduler', 'Community', 'Analytics'];

test('a regular account begins in the first App and finds all of them', async ({ page }) => {
  await signIn(page, REGULAR);
  await expect(page).toHaveURL(/\/scheduler$/);
  const main = page.getByRole('navigation', { name: 'Main' });
  await expect(main.getByRole('link')).toHaveText([...APPS, 'Help']);
  for (const app of APPS) {
    await main.getByRole('link', { name: app }).click();
    await expect(page.getByRole('heading', { level: 1, name: app })).toBeVisible();
    await expect(main.getByRole('link', { name: app })).toHaveAttribute('aria-current', 'page');
    await isAccessible(page);
  }
});

test('nobody sees an App without signing in', async ({ page }) => {
  for (const app of APPS) {
    await page.goto(`/${app.toLowerCase()}`);
    await expect(page).toHaveURL(new RegExp(`/login\\?next=/${app.toLowerCase()}`));
  }
});

test('an App loads the workbench, Social Profiles its islands', async ({ page }) => {
  await signIn(page, MASTER);
  const loaded: string[] = [];
  page.on('request', (request) => {
    const name = /\/pkg\/(\w+)\.\w+\.wasm/.exec(request.url())?.[1];
    if (name) loaded.push(name);
  });
  await page.goto('/scheduler', { waitUntil: 'networkidle' });
  expect(new Set(loaded)).toEqual(new Set(['workbench']));
  loaded.length = 0;
  await page.goto('/settings/social-profiles');
  await expect.poll(() => new Set(loaded)).toEqual(new Set(['relink']));
});

test('the tabs of one browser share one stream, and all of them stay live', async ({ page, context, anotherBrowser }) => {
  await signIn(page, MASTER);
  const streams = new Set<Request>();
  const isStream = (request: Request) => request.headers()['accept'] === 'text/event-stream';
  context.on('request', (request) => isStream(request) && streams.add(request));
  context.on('requestfinished', (request) => streams.delete(request));
  context.on('requestfailed', (request) => streams.delete(request));
  const tabs = [page, await context.newPage(), await context.newPage()].map((tab) => new Scheduler(tab));
  for (const tab of tabs) await tab.open(`?view=list&day=${ahead(2, '').slice(0, 10)}`);
  await expect.poll(() => streams.size).toBe(1);

  const theirs = new Scheduler(await anotherBrowser());
  await signIn(theirs.page, MASTER);
  await theirs.write();
  await theirs.text.fill('Written while somebody looks');
  await theirs.tick('Greta Holm');
  await theirs.when.fill(ahead(2, '15:45'));
  await theirs.save();
  await theirs.saved();
  for (const tab of tabs) await expect(tab.posts('Written while somebody looks')).toBeVisible();
  expect(streams.size).toBe(1);
});

test.describe('on a bench', () => {
  test.beforeEach(async ({ page }) => signIn(page, REGULAR));
  // A page may be reading itself anew when its story ends.
  test.afterEach(async ({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

  const list = (items: string[], said = '') =>
    `<h1>Posts</h1><ul id="posts" data-follows="posts" data-said="${said}">${items
      .map((item) => `<li id="item-${item}"><span>${item}</span> <label>Note ${item} <input name="n"></label></li>`)
      .join('')}</ul>`;

  test('a region follows what happens, and leaves in peace who writes in it', async ({ page }) => {
    const bench = await Bench.with(page, list(['a', 'b']));
    const note = page.getByLabel('Note b');
    await note.fill('half a word');
    bench.html = list(['new', 'b', 'a'], 'One post is new.');
    bench.happens({ Posts: { channel: 'c' } });
    await expect(page.locator('#posts > li > span')).toHaveText(['new', 'b', 'a']);
    await expect(note).toHaveValue('half a word');
    await expect(note).toBeFocused();
    await expect(page.getByRole('status')).toHaveText('One post is new.');
  });

  test('what a region does not follow reads nothing', async ({ page }) => {
    const bench = await Bench.with(page, list(['a']));
    bench.happens({ Statistics: { channel: 'c' } });
    bench.html = list(['a', 'b']);
    bench.happens({ Posts: { channel: 'c' } });
    await expect(page.locator('#posts > li')).toHaveCount(2);
    expect(bench.readings).toBe(1);
  });

  const form = (answer: string) =>
    `<h1>Posts</h1><form data-quiet method="post" action="/scheduler"><label>Text <textarea name="text"></textarea></label>
     <button name="do" value="send">Send</button></form><div id="answer" data-follows="posts">${answer}</div>`;

  test('a form is sent once, without a page load, and keeps the focus', async ({ page }) => {
    const bench = await Bench.with(page, form(''));
    bench.html = form('<p>Taken.</p>');
    await page.getByLabel('Text').fill('Hello');
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await page.getByRole('button', { name: 'Send' }).dblclick();
    await expect(page.getByText('Taken.')).toBeVisible();
    await expect(page.getByLabel('Text')).toHaveValue('');
    await expect(page.getByRole('button', { name: 'Send' })).toBeFocused();
    expect(bench.sent.map(String)).toEqual(['text=Hello&do=send']);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  });

  test('what could not be sent is still there, and goes the next time', async ({ page }) => {
    const bench = await Bench.with(page, form(''));
    await page.getByLabel('Text').fill('Hello');
    bench.isCut = true;
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('alert')).toContainText('could not be sent');
    await expect(page.getByLabel('Text')).toHaveValue('Hello');
    await isAccessible(page);
    bench.isCut = false;
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(bench.sent).toHaveLength(1);
  });

  test('what the server has against it is shown, and the text stays', async ({ page }) => {
    const bench = await Bench.with(page, form(''));
    bench.html = form('<p role="alert">Too short.</p>');
    await page.getByLabel('Text').fill('H');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('alert')).toHaveText('Too short.');
    await expect(page.getByLabel('Text')).toHaveValue('H');
  });

  test('a text is counted while it is typed', async ({ page }) => {
    await Bench.with(
      page,
      `<h1>New post</h1><form><label>Text <textarea data-measured="lengths"></textarea></label>
       <ul id="lengths"><li data-network="x">X: <span data-left>280</span></li></ul></form>`,
    );
    const text = page.getByLabel('Text');
    await expect(page.locator('[data-left]')).toHaveText('280');
    await text.fill('x'.repeat(281));
    await expect(page.locator('[data-left]')).toHaveText('-1');
    await expect(text).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('status')).toHaveText('X: -1');
  });

  test('something is dragged elsewhere', async ({ page }) => {
    const bench = await Bench.with(
      page,
      `<h1>Week</h1><form data-quiet id="move" method="post" action="/scheduler"><input type="hidden" name="id"><input type="hidden" name="to"></form>
       <div id="week" data-follows="posts"><p data-drag="p1" data-form="move">Post</p><p data-drop="tuesday">Tuesday</p></div>`,
    );
    await page.getByText('Post', { exact: true }).hover();
    await page.mouse.down();
    await page.getByText('Tuesday').hover();
    await expect(page.getByText('Tuesday')).toHaveAttribute('data-over-drop', '');
    await page.mouse.up();
    await expect.poll(() => bench.sent.map(String)).toEqual(['id=p1&to=tuesday']);
  });

  test('a queue is worked through by keys', async ({ page }) => {
    const item = (name: string) =>
      `<li id="${name}" data-item><span>${name}</span> <details data-key="r"><summary>Answer ${name}</summary><textarea aria-label="To ${name}"></textarea></details></li>`;
    await Bench.with(
      page,
      `<h1>Comments</h1><button type="button" data-key="?" data-dialog="keys" data-needs-script hidden>Keys</button>
       <dialog id="keys" aria-label="Keys"><form method="dialog"><button>Close</button></form></dialog>
       <ul data-queue>${item('one')}${item('two')}</ul>`,
    );
    await expect(page.getByRole('button', { name: 'Keys' })).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(page.locator('#two')).toBeFocused();
    await expect(page.locator('[aria-current=true]')).toHaveAttribute('id', 'two');
    await page.keyboard.press('k');
    await page.keyboard.press('r');
    await expect(page.getByLabel('To one')).toBeFocused();
    await page.keyboard.type('jk?');
    await expect(page.getByLabel('To one')).toHaveValue('jk?');
    await page.locator('#two').focus();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await isAccessible(page);
  });
});
