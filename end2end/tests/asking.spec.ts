import { REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Scheduler } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

test('a regular account asks with one click, and the Master Account sees who asked', async ({
  profiles,
  sandbox,
  anotherBrowser,
}) => {
  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  await new Scheduler(other).open();
  const ada = other.locator('#lost').getByRole('listitem').filter({ hasText: 'Ada Novak' });
  await ada.getByRole('button', { name: 'Ask Mara Havel to reconnect Ada Novak' }).click();
  await expect(ada).toContainText(/You asked at \d\d:\d\d\./);
  await expect(ada.getByRole('button')).toHaveCount(0);
  await isAccessible(other);

  const row = profiles.of('Ada Novak').row;
  await expect(row).toContainText(/Asked for by Jonas Weber, \d\d:\d\d\./);
  await profiles.mends(await sandbox.person('Ada Novak'));
  await expect(row).not.toContainText('Asked for');
});

test('asking works without WASM', async ({ browser, relink }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: relink.origin });
  const page = await context.newPage();
  await signIn(page, REGULAR);
  await new Scheduler(page).open('?view=list');
  const ada = page.locator('#lost').getByRole('listitem').filter({ hasText: 'Ada Novak' });
  await ada.getByRole('button', { name: 'Ask Mara Havel to reconnect Ada Novak' }).click();
  await expect(page).toHaveURL(/\/scheduler\?view=list/);
  await expect(ada).toContainText('You asked at');
  await context.close();
});
