import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { Analytics, daysGoBy } from '../support/analytics.ts';
import { isAccessible } from '../support/axe.ts';
import { NetworkPages } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

test('an agency sees what the networks tell of all its channels, and compares it', async ({ page }) => {
  await signIn(page, MASTER);
  const analytics = new Analytics(page);
  await page.getByRole('link', { name: 'Analytics' }).click();
  await analytics.shown();
  await expect(analytics.tile('reach')).toContainText('against the 28 days before', { timeout: 30_000 });
  for (const measure of ['followers', 'reach', 'engagement', 'posts'] as const) {
    await expect(analytics.tile(measure)).toContainText(/\d/);
    await expect(analytics.chart(measure).getByRole('img')).toHaveAccessibleName(/in all\.|at the end\./);
  }
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(analytics.tile('reach')).toContainText('against the 7 days before');
  await page.getByLabel('Compare with').selectOption('Nothing');
  await page.getByRole('button', { name: 'Show', exact: true }).first().click();
  await expect(analytics.tile('reach')).not.toContainText('before');
  await page.getByRole('link', { name: 'Table', exact: true }).click();
  await expect(analytics.byDay.getByRole('row')).toHaveCount(8);
});

test('days of one\'s own are chosen, and stand in the address', async ({ page }) => {
  await signIn(page, MASTER);
  const analytics = new Analytics(page);
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await analytics.open('?view=table');
  await page.getByText('Choose days').click();
  await page.getByLabel('From').fill(day(5));
  await page.getByLabel('Until').fill(day(3));
  await page.getByRole('group').getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`from=${day(5)}&until=${day(3)}`));
  await expect(analytics.byDay.getByRole('row')).toHaveCount(4);
});

test('a network that does not tell something says so, and it is no zero', async ({ page }) => {
  await signIn(page, MASTER);
  const analytics = new Analytics(page);
  await analytics.open();
  await analytics.told('Greta Holm');
  await analytics.choose('Greta Holm');
  await expect(analytics.tile('reach')).toContainText('Not told');
  await expect(analytics.tile('reach')).toContainText('Mastodon does not tell this.');
  await expect(analytics.tile('reach').locator('.tile-number')).not.toContainText('0');
  await expect(analytics.chart('reach')).toHaveCount(0);
  await expect(analytics.tile('engagement').locator('.tile-number')).toHaveText(/^[\d,]+$/);
});

test('the same figures are a file', async ({ page }) => {
  await signIn(page, MASTER);
  const analytics = new Analytics(page);
  await analytics.open('?days=7');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  const answer = await page.request.get('/analytics.csv?days=7');
  expect(answer.headers()['content-type']).toContain('text/csv; charset=utf-8');
  const [head, ...rows] = (await answer.text()).trimEnd().split('\r\n');
  expect(head).toMatch(/^\uFEFF?day,network,channel,followers,reach,views,engagement,posts,note$/);
  const channels = await analytics.byChannel.getByRole('row').count() - 1;
  expect(rows).toHaveLength(channels * 7);
});

test('nobody reads them without signing in', async ({ page }) => {
  for (const path of ['/analytics', '/analytics?days=7', '/analytics.csv']) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/login\?next=\/analytics/);
  }
});

test.describe('after days without a token', () => {
  test.use({ world: 'well' });

  const NORA = 'Nora Becker';
  const IRIS = 'Iris Vondra';

  test('they are a gap with its cause, and fill after a Refresh there', async ({ page, profiles, relink, sandbox }) => {
    const analytics = new Analytics(page);
    await analytics.open();
    const channel = (await sandbox.person(NORA)).channels[0]?.name ?? '';
    await analytics.told(channel);
    await profiles.open();
    const nora = await profiles.loses(sandbox, NORA);
    await daysGoBy(relink, sandbox, 3);

    await analytics.open();
    await analytics.choose(channel);
    await expect(analytics.gaps).toContainText('password');
    await expect(analytics.tile('reach')).toContainText(/\d days are missing\./);
    await expect(analytics.chart('reach').locator('.missing')).toHaveCount(1);
    await expect(analytics.chart('reach')).toContainText('Missing: the numbers above say why');
    await isAccessible(page);
    await page.getByRole('link', { name: 'Table', exact: true }).click();
    await expect(analytics.byDay).toContainText('missing');
    await page.goBack();

    const refresh = analytics.gaps.getByRole('link', { name: `Refresh ${NORA}` });
    const opening = page.context().waitForEvent('page');
    await refresh.click();
    await new NetworkPages(await opening).passThrough(nora);
    // The page was open all the while, and was not loaded again.
    await expect(analytics.gaps).toHaveCount(0);
    await expect(analytics.chart('reach').locator('.missing')).toHaveCount(0);
    await expect(analytics.tile('reach')).not.toContainText('missing');
  });

  test('what the network no longer has says so', async ({ page, profiles, relink, sandbox }) => {
    const analytics = new Analytics(page);
    await analytics.open();
    await analytics.told(IRIS);
    await profiles.open();
    const iris = await profiles.loses(sandbox, IRIS);
    await daysGoBy(relink, sandbox, 3);
    await profiles.open();
    await profiles.mends(iris);
    await analytics.open();
    await expect(analytics.row(IRIS).getByRole('cell').first()).toContainText(/\d/);
    await daysGoBy(relink, sandbox, 1, 3);

    await analytics.open();
    await analytics.choose(IRIS);
    // What posts brought it tells later too; how many followed it does not.
    await expect(analytics.gaps).toHaveCount(0);
    await expect(analytics.tile('engagement')).not.toContainText('missing');
    await expect(analytics.tile('followers')).toContainText('not counted, and networks tell only how many follow today.');
  });

  test('a regular account reads whom to ask', async ({ page, profiles, relink, sandbox, anotherBrowser }) => {
    const analytics = new Analytics(page);
    await analytics.open();
    const channel = (await sandbox.person(NORA)).channels[0]?.name ?? '';
    await analytics.told(channel);
    await profiles.open();
    await profiles.loses(sandbox, NORA);
    await daysGoBy(relink, sandbox, 3);

    const theirs = new Analytics(await anotherBrowser());
    await signIn(theirs.page, REGULAR);
    await theirs.open();
    await theirs.choose(channel);
    await expect(theirs.gaps).toContainText(`Ask Mara Havel to press Refresh at ${NORA}.`);
    await expect(theirs.gaps.getByRole('link', { name: /Refresh/ })).toHaveCount(0);
  });
});

for (const query of ['', '?days=90', '?view=table', '?compare=no&days=7']) {
  test(`axe finds nothing on /analytics${query}`, async ({ page }) => {
    await signIn(page, MASTER);
    const analytics = new Analytics(page);
    await analytics.open(query);
    await analytics.told('Greta Holm');
    await isAccessible(page);
  });
}
