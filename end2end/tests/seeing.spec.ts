import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';

test('a profile\'s life, what it came to, and who did what', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, ADA);
  await profiles.mends(ada);
  await profiles.of(ADA).isWhole();

  await profiles.of(ADA).row.getByRole('link', { name: /^Channels and backups/ }).click();
  await page.getByRole('link', { name: 'Timeline' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Timeline of ${ADA}`);
  await expect(page.getByRole('img', { name: `${ADA} in the last 90 days` })).toBeVisible();
  const changes = page.getByRole('table', { name: 'What changed' }).getByRole('row');
  await expect(changes.nth(1)).toContainText('Connected');
  await expect(changes.nth(2)).toContainText('The login at Facebook has expired.');
  await expect(changes.nth(2)).toContainText('The network, when it was asked');
  await expect(page.getByText(/^Before .*, nothing is known\.$/)).toBeVisible();
  await isAccessible(page);

  await page.getByRole('link', { name: 'Overview' }).click();
  const facebook = page.getByRole('row', { name: /^Facebook/ });
  await expect(facebook.getByRole('cell').nth(4)).toHaveText('1');
  await page.getByRole('link', { name: 'Last 90 days' }).click();
  await expect(page.getByRole('link', { name: 'Last 90 days' })).toHaveAttribute('aria-current', 'true');
  await isAccessible(page);

  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('Connected a profile');
  await page.getByRole('row').nth(1).getByRole('link', { name: `${ADA}, Facebook` }).click();
  await page.getByLabel('Kind').selectOption('A profile was lost');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('row').nth(1)).toContainText('Why: The login at Facebook has expired.');
  await page.getByRole('link', { name: 'Check that nothing was changed' }).click();
  await expect(page.getByRole('status')).toContainText('The chain holds');
  await isAccessible(page);
});

test('a key of the API, made, used and taken back', async ({ profiles, page, request }) => {
  await profiles.open();
  await page.goto('/settings/api');
  await page.getByLabel('What it is for').fill('Dashboard');
  await page.getByLabel(/^Profiles and channels/).check();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = await page.getByLabel('Key').inputValue();
  await isAccessible(page);
  const headers = { Authorization: `Bearer ${key}` };
  const read = await request.get('/api/v1/profiles', { headers });
  expect(read.status()).toBe(200);
  expect(await read.text()).toContain(ADA);
  expect((await request.get('/api/v1/audit', { headers })).status()).toBe(403);

  await page.getByRole('link', { name: 'Back to the keys' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await page.getByRole('button', { name: 'Take back Dashboard' }).click();
  await expect(page.getByRole('button', { name: /^Take back/ })).toHaveCount(0);
  expect((await request.get('/api/v1/profiles', { headers })).status()).toBe(401);

  await page.goto('/api');
  await expect(page.getByRole('heading', { name: 'GET /api/v1/profiles', exact: true })).toBeVisible();
  await isAccessible(page);
});
