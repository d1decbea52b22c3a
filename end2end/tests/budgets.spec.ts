import { SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';
import { countDocuments, countMutations, watchLayout } from '../support/watch.ts';

test.use({ world: 'well' });

/** The handful of changes that one health change may cost. */
const HANDFUL = 16;

test('nothing moves while profiles change live', async ({ profiles, sandbox, context }) => {
  const watching = new SocialProfiles(await context.newPage());
  await watching.open();
  const shift = await watchLayout(watching.page);

  await profiles.page.bringToFront();
  await profiles.loses(sandbox, 'Lena Fischer');
  await profiles.loses(sandbox, 'Oskar Lind', 'remove-app');
  await watching.page.bringToFront();
  await watching.of('Lena Fischer').is('disconnected');
  await watching.of('Oskar Lind').is('disconnected');
  await expect(watching.lostConnection).toBeVisible();
  expect(await shift()).toBe(0);

  await profiles.page.bringToFront();
  await profiles.mends(await sandbox.person('Lena Fischer'));
  await profiles.mends(await sandbox.person('Oskar Lind'));
  await watching.page.bringToFront();
  await expect(watching.lostConnection).toHaveCount(0);
  expect(await shift()).toBe(0);
});

test('a session of reconnects loads one document', async ({ profiles, sandbox, page }) => {
  const loads = countDocuments(page);
  await profiles.open();
  await profiles.mends(await profiles.loses(sandbox, 'Ada Novak'));
  await profiles.mends(await profiles.loses(sandbox, 'Nordic Bikes', 'remove-app'));
  expect(loads()).toBe(1);
});

test('one health change costs the same handful of changes in the first row and in the last', async ({
  profiles,
  sandbox,
  context,
}) => {
  const watching = new SocialProfiles(await context.newPage());
  // Time that passes changes rows too ("checked 2 minutes ago"), and is not what is counted here.
  await watching.page.clock.setFixedTime(Date.now());
  await watching.open('?network=x');
  const names = await watching.names('connected');
  expect(names).toHaveLength(3);
  const costs: number[] = [];
  for (const name of [names[0] ?? '', names[2] ?? '']) {
    await watching.page.bringToFront();
    const mutations = await countMutations(watching.page);
    await sandbox.happens(name, 'remove-app');
    await profiles.page.bringToFront();
    await profiles.notices(name, 'disconnected');
    await watching.page.bringToFront();
    await watching.of(name).is('disconnected');
    await expect(watching.status).toContainText(name);
    costs.push(await mutations());
    await profiles.page.bringToFront();
    await profiles.mends(await sandbox.person(name));
    await watching.page.bringToFront();
    await watching.of(name).isWhole();
    await expect(watching.lostConnection).toHaveCount(0);
  }
  expect(costs[0]).toBeGreaterThan(0);
  expect(costs[0]).toBeLessThanOrEqual(HANDFUL);
  expect(costs[1]).toBe(costs[0]);
});

test('the page polls nothing', async ({ profiles, page }) => {
  await page.clock.install();
  const listening = page.waitForRequest(/\/events/);
  await profiles.open();
  await listening;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.clock.runFor('10:00');
  // A stream that has been silent for that long may be opened anew; nothing else is asked.
  expect(asked.filter((url) => !url.includes('/events'))).toEqual([]);
});

test('the whole page stays within its nodes', async ({ profiles, page }) => {
  expect(await profiles.all.count()).toBeLessThanOrEqual(200);
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThanOrEqual(900);
});
