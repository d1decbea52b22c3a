import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { NOTICES, noticeAbout, refreshIn } from '../support/notices.ts';
import { SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';

test('a changed password is told once, with a link to the right Refresh', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, ADA);
  const letter = await noticeAbout(page, ADA);
  await expect(letter.getByRole('heading')).toContainText(/need/);
  await expect(letter).toContainText('The password at Facebook was changed.');
  await isAccessible(page);

  await refreshIn(letter, ADA).click();
  await profiles.shown();
  await expect(profiles.all.first()).toHaveAttribute('data-profile', await profiles.of(ADA).id());
  await profiles.mends(ada);
});

test('everybody chooses what they are told, and when it is quiet', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER, '/account');
  await page.getByRole('link', { name: /^Notices/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Notices' })).toBeVisible();
  await isAccessible(page);
  const mended = page.getByLabel('A profile of which you were told works again');
  await expect(mended).toBeChecked();
  await mended.uncheck();
  await page.getByLabel('From', { exact: true }).fill('22:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toBeVisible();

  await mended.uncheck();
  await page.getByLabel('From', { exact: true }).fill('22:00');
  await page.getByLabel('Until', { exact: true }).fill('07:30');
  await page.getByLabel('Your time zone').selectOption('Europe/Prague');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(mended).not.toBeChecked();
  await expect(page.getByLabel('Until', { exact: true })).toHaveValue('07:30');
  await expect(page.getByLabel('Your time zone')).toHaveValue('Europe/Prague');

  const rita = await anotherBrowser();
  await signIn(rita, REGULAR);
  await rita.goto(NOTICES);
  await expect(rita.getByRole('checkbox')).toHaveCount(4);
  await expect(rita.getByRole('checkbox', { checked: true })).toHaveCount(0);
  await rita.getByLabel('Posts are held').check();
  await rita.getByRole('button', { name: 'Save' }).click();
  await expect(rita.getByLabel('Posts are held')).toBeChecked();
});

test('whoever is signed out signs in first, and is led to the profile', async ({ profiles, sandbox, page, anotherBrowser }) => {
  await profiles.loses(sandbox, ADA);
  const letter = await noticeAbout(page, ADA);
  const address = (await refreshIn(letter, ADA).textContent()) ?? '';
  const phone = await anotherBrowser();
  await signIn(phone, MASTER, address.trim());
  const there = new SocialProfiles(phone);
  await there.shown();
  await expect(there.all.first()).toContainText(ADA);
});
