import { shoot } from '../support/shots.ts';
import { expect, test } from '../support/test.ts';

test('letters, and a forgotten password', async ({ profiles, page }) => {
  await profiles.open();
  await page.goto('/settings/mail');
  await shoot(page, 'mail-empty');
  await page.getByRole('button', { name: /^Send a test letter/ }).click();
  await expect(page.getByRole('status')).toBeVisible();
  await page.goto('/settings/team');
  await page.getByLabel('E-mail').fill('ben@agency.test');
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  await shoot(page, 'mail-invited');
  await page.goto('/settings/links');
  await shoot(page, 'mail-link');
  await page.goto('/settings/mail');
  await shoot(page, 'mail-list');
  await page.goto('/mail');
  await shoot(page, 'mail-read');
  await page.goto('/login/forgotten');
  await shoot(page, 'mail-forgotten');
});
