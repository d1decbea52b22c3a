import type { APIRequestContext } from '@playwright/test';

import { REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { CALENDAR, RenewalCalendar } from '../support/calendar.ts';
import { EXPIRING } from '../support/demo.ts';
import { NetworkPages, ReconnectWindow } from '../support/network.ts';
import { SOCIAL_PROFILES } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

/** Linked fifty days ago at a network whose logins last sixty. */
const LENA = 'Lena Fischer';
const DAY = 24 * 60 * 60 * 1000;

/** How many days from now a date is. */
function daysUntil(date: string): number {
  return (Date.parse(date) - Date.now()) / DAY;
}

/** What a calendar program reads. */
async function read(request: APIRequestContext, path: string): Promise<Map<string, string>[]> {
  const answer = await request.get(path);
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-type']).toContain('text/calendar');
  expect(answer.headers()['cache-control']).toContain('private');
  const lines = (await answer.text()).replaceAll('\r\n ', '').split('\r\n');
  expect(lines[0]).toBe('BEGIN:VCALENDAR');
  const events: Map<string, string>[] = [];
  let depth = 0;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1)];
    if (name === 'BEGIN') depth += 1;
    if (name === 'END') depth -= 1;
    if (line === 'BEGIN:VEVENT') events.push(new Map());
    if (depth === 2) events.at(-1)?.set(name, value);
    if (depth === 3 && name === 'TRIGGER') events.at(-1)?.set('alarm', value);
  }
  expect(depth).toBe(0);
  return events;
}

test.describe('the notice on Social Profiles', () => {
  test('names whoever will need a person within two weeks, and mends them', async ({ profiles, sandbox, page }) => {
    const notice = page.getByRole('region', { name: `Renew these ${EXPIRING} now` });
    const renew = notice.getByRole('link', { name: `Renew ${LENA}, Facebook` });
    await expect(notice).toContainText('planned after that');
    await expect(notice).toContainText(/in (9|10) days/);
    const opening = page.context().waitForEvent('page');
    await renew.click();
    const opened = new ReconnectWindow(await opening);
    await opened.logIn(await sandbox.person(LENA));
    await opened.agreeAndClose();
    await profiles.of(LENA).is('connected');
    await profiles.open();
    await expect(page.getByRole('region', { name: 'Renew this one now' })).toBeVisible();
    await expect(renew).toHaveCount(0);
  });

  test('stays away from a search', async ({ profiles, page }) => {
    await profiles.open('?q=Lena');
    await expect(page.getByRole('region', { name: /^Renew/ })).toHaveCount(0);
  });
});

test.describe('the calendar', () => {
  test('shows the day, and what is refreshed there moves to another one', async ({ profiles, sandbox, page }) => {
    const calendar = new RenewalCalendar(page);
    await profiles.page.getByRole('link', { name: 'Open the calendar' }).click();
    await calendar.shown();
    const before = daysUntil(await calendar.dateOf(LENA));
    expect(before).toBeGreaterThan(8);
    expect(before).toBeLessThan(11);
    await expect(calendar.day(LENA)).toContainText('2 channels');
    await expect(page.getByText('Today', { exact: true })).toBeVisible();

    await calendar.refresh(LENA).click();
    await new NetworkPages(page).passThrough(await sandbox.person(LENA));
    await profiles.shown();
    await profiles.of(LENA).is('connected');
    await calendar.open();
    expect(daysUntil(await calendar.dateOf(LENA))).toBeGreaterThan(50);
  });

  test('is a list on a phone and squares on a desk', async ({ profiles, page }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    const columns = () => page.locator('.days').last().evaluate((days) => getComputedStyle(days).gridTemplateColumns);
    expect((await columns()).split(' ')).toHaveLength(7);
    await page.setViewportSize({ width: 320, height: 640 });
    expect((await columns()).split(' ')).toHaveLength(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await expect(calendar.refresh(LENA)).toBeVisible();
  });

  test('is for Master Accounts', async ({ page }) => {
    await page.goto(CALENDAR);
    await expect(page).toHaveURL(/\/login\?next=/);
    await signIn(page, REGULAR);
    const answer = await page.goto(CALENDAR);
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole('main')).not.toContainText(LENA);
  });

  test('and its link are accessible', async ({ profiles, page }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    await isAccessible(page);
    await calendar.makesALink();
    await isAccessible(page);
  });
});

test.describe('the link for other calendars', () => {
  test('opens to anybody who has it, and follows what happens', async ({ profiles, sandbox, page, anotherBrowser }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    const path = await calendar.makesALink();
    const { request } = await anotherBrowser();
    const address = new URL(path, page.url()).href;

    const event = (events: Map<string, string>[]) => events.find((it) => it.get('SUMMARY') === `Reconnect ${LENA} (Facebook)`);
    const before = event(await read(request, address));
    expect(before?.get('DTSTART;VALUE=DATE')).toMatch(/^\d{8}$/);
    expect(before?.get('DESCRIPTION')).toContain('2 channels');
    expect(before?.get('alarm')).toMatch(/^-P/);
    await profiles.open();
    await profiles.mends(await sandbox.person(LENA));
    const after = event(await read(request, address));
    expect(after?.get('UID')).toBe(before?.get('UID'));
    expect(after?.get('DTSTART;VALUE=DATE')).not.toBe(before?.get('DTSTART;VALUE=DATE'));

    // It leads to the profile.
    await page.goto(after?.get('URL') ?? '');
    await expect(profiles.all).toHaveCount(1);
    await expect(profiles.of(LENA).row).toBeInViewport();
  });

  test('ends when a new one is made', async ({ profiles, request }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    const first = await calendar.makesALink();
    await calendar.open();
    const second = await calendar.makesALink();
    expect(second).not.toBe(first);
    for (const path of [first, '/calendar/guessed.ics', '/calendar/']) {
      expect((await request.get(path)).status(), path).toBe(404);
    }
    expect((await read(request, second)).length).toBeGreaterThan(1);
  });

  test('is shown once, and printed nowhere', async ({ profiles, relink, page }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    const path = await calendar.makesALink();
    const secret = path.split('/').pop()?.replace('.ics', '') ?? '';
    expect(secret.length).toBeGreaterThanOrEqual(43);
    await page.request.get(path);
    await page.goto(`${CALENDAR}/link`);
    await calendar.shown();
    expect(await page.content()).not.toContain(secret);
    expect(relink.log).not.toContain(secret);
    expect(page.url()).not.toContain(secret);
  });

  test('is made by nobody else', async ({ profiles, page, relink, sandbox, anotherBrowser }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    const workspace = await page.locator('input[name="workspace"]').first().inputValue();
    const form = { workspace };
    const make = `${CALENDAR}/link`;
    const foreign = await page.request.post(make, { form, headers: { origin: sandbox.origin }, maxRedirects: 0 });
    expect(foreign.status()).toBe(403);
    const regular = await anotherBrowser();
    await signIn(regular, REGULAR);
    const headers = { origin: relink.origin };
    const refused = await regular.request.post(make, { form, headers, maxRedirects: 0 });
    expect(refused.status()).toBe(403);
    const other = { workspace: '01890000-0000-7000-8000-000000000000' };
    const switched = await page.request.post(make, { form: other, headers, maxRedirects: 0 });
    expect(switched.status()).toBe(409);
  });
});

test.describe('without WASM', () => {
  test.use({ wasm: 'blocked' });

  test('the notice leads through the network in the same tab', async ({ profiles, sandbox, page }) => {
    await profiles.open();
    await page.getByRole('link', { name: `Renew ${LENA}, Facebook` }).click();
    await new NetworkPages(page).passThrough(await sandbox.person(LENA));
    await expect(page).toHaveURL(new RegExp(`${SOCIAL_PROFILES}$`));
    await profiles.of(LENA).is('connected');
  });

  test('so does the calendar, and its link is made', async ({ profiles, sandbox, page, request }) => {
    const calendar = new RenewalCalendar(profiles.page);
    await calendar.open();
    const path = await calendar.makesALink();
    expect((await read(request, path)).length).toBeGreaterThan(1);
    await page.getByRole('link', { name: 'Back to the calendar' }).click();
    await calendar.refresh(LENA).click();
    await new NetworkPages(page).passThrough(await sandbox.person(LENA));
    await profiles.of(LENA).is('connected');
  });
});

test.describe('on another day', () => {
  test.use({ world: 'well' });

  test('with all that ends soon renewed there is no notice, and the link stays in the header', async ({
    profiles,
    sandbox,
    page,
  }) => {
    for (const name of await profiles.names('expiring')) await profiles.mends(await sandbox.person(name));
    await profiles.open();
    await expect(page.getByRole('region', { name: /^Renew these/ })).toHaveCount(0);
    await page.getByRole('link', { name: 'Calendar', exact: true }).click();
    await new RenewalCalendar(page).shown();
  });
});
