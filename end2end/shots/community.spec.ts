import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { Community } from '../support/community.ts';
import { shoot } from '../support/shots.ts';
import { expect, test } from '../support/test.ts';

test.setTimeout(240_000);

test('Community Management', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  const comment = await community.arrived('Is the model of the school on show');
  await shoot(page, 'community-queue');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await page.keyboard.type('half a word');
  await shoot(page, 'community-answer');
  await comment.getByRole('link', { name: /^Open/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Comment by/ })).toBeVisible();
  await shoot(page, 'community-thread');
  await page.goto('/community/roles');
  await shoot(page, 'community-roles');
  await page.getByRole('link', { name: 'Edit the roles of Jonas Weber' }).click();
  await shoot(page, 'community-roles-edit');
  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  await other.goto('/community');
  await shoot(other, 'community-regular');
});
