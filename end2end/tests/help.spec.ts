import { REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { ReconnectLinks } from '../support/links.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';
/** Of pages that are made alike, one of each kind. */
const CHECKED = ['The network wants a security check', 'Another person was signed in'];

test('the help is open to whoever is not signed in, and every page of it stands', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('link', { name: 'Help', exact: true }).click();
  await expect(page).toHaveURL(/\/help$/);
  await expect(page.getByRole('heading', { level: 1, name: 'When a connection is lost' })).toBeVisible();
  await isAccessible(page);

  await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Step by step' }).click();
  await expect(page.getByRole('heading', { name: 'Step by step' })).toBeInViewport();

  const topics = page.getByRole('navigation', { name: 'Help topics' }).getByRole('link');
  const titles = await topics.allTextContents();
  expect(titles.length).toBeGreaterThan(12);
  for (const title of titles) {
    await topics.filter({ hasText: title }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.locator('[aria-current="page"]')).toHaveText(title);
    if (CHECKED.includes(title)) await isAccessible(page);
  }
  await page.getByRole('link', { name: 'All help' }).click();
  await expect(page).toHaveURL(/\/help$/);
});

test('it asks for nothing but its style', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.resourceType()));
  await page.goto('/help', { waitUntil: 'networkidle' });
  expect(asked.filter((kind) => !['document', 'stylesheet', 'image', 'other'].includes(kind))).toEqual([]);
});

test('a red frame, its timeline and the audit log lead to what helps', async ({ profiles, sandbox, page }) => {
  await profiles.loses(sandbox, ADA);
  await expect(profiles.of('Petr Svoboda').row.getByRole('link', { name: 'Why, and what helps' })).toHaveCount(0);
  await profiles.of(ADA).row.getByRole('link', { name: 'Why, and what helps' }).click();
  await expect(page).toHaveURL(/\/help\/expired$|\/help\/password-changed$/);
  const title = await page.getByRole('heading', { level: 1 }).innerText();

  for (const place of ['timeline', 'audit']) {
    await profiles.open();
    await profiles.of(ADA).row.getByRole('link', { name: /^Channels and backups/ }).click();
    await page.getByRole('link', { name: 'Timeline' }).click();
    if (place === 'audit') await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('link', { name: `What helps: ${title}` }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  }
});

test('an App explains what it cannot reach, also to a regular account', async ({
  profiles,
  sandbox,
  page,
  anotherBrowser,
}) => {
  await profiles.loses(sandbox, ADA, 'remove-app');
  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  // Of comments, a regular account is shown those of its own channels only.
  for (const [reader, app] of [
    [other, '/scheduler'],
    [page, '/community'],
    [other, '/analytics'],
  ] as const) {
    await reader.goto(app);
    const lost = reader.getByRole('region', { name: 'Lost connection' });
    await lost.getByRole('link', { name: /^What helps/ }).first().click();
    await expect(reader).toHaveURL(/\/help\/[a-z-]+$/);
  }
});

test('whoever comes by a link, and whatever stops them, is led to the help', async ({
  profiles,
  sandbox,
  page,
  anotherBrowser,
}) => {
  await profiles.loses(sandbox, ADA);
  const opened = await profiles.of(ADA).refreshes();
  await opened.passThrough(await sandbox.person('Petr Svoboda'));
  await opened.page.getByRole('link', { name: 'Help: Another person was signed in' }).click();
  await expect(opened.page.getByRole('heading', { level: 1 })).toHaveText('Another person was signed in');
  await opened.page.goBack();
  await expect(opened.page.getByRole('main')).toContainText('Petr Svoboda');

  const links = new ReconnectLinks(page);
  await links.open();
  const path = await links.make(`${ADA}, Facebook`);
  const client = await anotherBrowser();
  await client.goto(new URL(path, page.url()).href);
  await client.getByRole('link', { name: /^What helps/ }).click();
  await expect(client.getByRole('heading', { level: 2, name: 'Is a new login enough?' })).toBeVisible();
  await client.goBack();
  await expect(client.getByRole('link', { name: 'Go on to Facebook' })).toBeVisible();
});
