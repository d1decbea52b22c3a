import { fillIn, MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { ReconnectLinks } from '../support/links.ts';
import { NetworkPages } from '../support/network.ts';
import { linkIn, PostOffice } from '../support/post-office.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';
const CLIENT = 'ada@client.test';

test('a reconnect link reaches its reader through a real mail server', async ({
  relink,
  sandbox,
  profiles,
  page,
  anotherBrowser,
}) => {
  // The server is started anew on the way.
  test.setTimeout(120_000);
  const office = await PostOffice.opened();
  await relink.stop();
  await relink.start(office.environment);
  const ada = await profiles.loses(sandbox, ADA);
  const links = new ReconnectLinks(page);
  await links.open();
  await page.getByLabel('E-mail of the recipient').fill(CLIENT);
  await page.getByLabel('Remind them').selectOption('every day');
  await links.make(`${ADA}, Facebook`, 'The bakery waits for its offer.');
  await expect(page.getByRole('status').first()).toContainText(`on its way to ${CLIENT}`);

  const letter = await office.next(CLIENT);
  expect(letter.subject).toBe(`Reconnect ${ADA} at Facebook`);
  expect(letter.from?.text).toContain('relink@agency.test');
  expect(letter.text).toContain('The bakery waits for its offer.');
  const client = await anotherBrowser();
  await client.goto(linkIn(letter.text));
  await client.getByRole('link', { name: 'Go on to Facebook' }).click();
  await new NetworkPages(client).passThrough(ada);
  await expect(client.getByRole('heading', { level: 1 })).toHaveText('Thank you');
  await links.newestIs('done');

  await page.goto('/settings/mail');
  await expect(page.locator('[data-letter="link"]')).toHaveAttribute('data-state', 'delivered');
  expect(await page.content()).not.toContain(new URL(linkIn(letter.text)).pathname.split('/').pop());
  await isAccessible(page);
  await office.close();
});

test('while the mail server is down letters wait, and the page says why', async ({ relink, profiles, page }) => {
  // The server is started anew on the way, twice.
  test.setTimeout(120_000);
  const down = await PostOffice.opened();
  const { port, environment } = down;
  await down.close();
  await relink.stop();
  await relink.start(environment);
  await profiles.open();
  await page.goto('/settings/mail');
  await page.getByRole('button', { name: `Send a test letter to ${MASTER.email}` }).click();
  await expect(page.getByRole('status')).toContainText('A test letter is on its way');
  const row = page.locator('[data-letter="test"]');
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText('The mail server said');
  }).toPass();
  await expect(row).toHaveAttribute('data-state', 'waits');

  const office = await PostOffice.opened(port);
  await relink.stop();
  // The minute for which it waits is over.
  await relink.start({ ...environment, RELINK_CLOCK_AHEAD: '120' });
  expect((await office.next(MASTER.email, 'Letters from Relink')).text).toContain('This one did');
  await expect(async () => {
    await page.reload();
    await expect(row).toHaveAttribute('data-state', 'delivered');
  }).toPass();
  await office.close();
});

test('in the demo letters are read on a page: an invitation, and a forgotten password', async ({
  profiles,
  page,
  anotherBrowser,
}) => {
  await profiles.open();
  await page.goto('/settings/team');
  await page.getByLabel('E-mail').fill('ben@agency.test');
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  await expect(page.getByRole('status')).toContainText('on its way to ben@agency.test');

  const ben = await anotherBrowser();
  const invitation = ben.getByRole('article').filter({ hasText: 'invites you' });
  await expect(async () => {
    await ben.goto(new URL('/mail', page.url()).href);
    await expect(invitation).toHaveCount(1);
  }).toPass();
  await invitation.getByRole('link').click();
  await ben.getByLabel('Name').fill('Ben');
  await ben.getByLabel('Password').fill('a password of ben');
  await ben.getByRole('button', { name: /^Join/ }).click();
  await expect(ben).toHaveURL(/scheduler/);

  const lost = await anotherBrowser();
  await lost.goto(new URL('/login', page.url()).href);
  await lost.getByRole('link', { name: 'Forgotten your password?' }).click();
  await isAccessible(lost);
  // Nobody learns whether somebody has an address.
  for (const email of ['nobody@agency.test', 'ben@agency.test']) {
    await lost.goto(new URL('/login/forgotten', page.url()).href);
    await lost.getByLabel('E-mail').fill(email);
    await lost.getByRole('button', { name: 'Send me a link' }).click();
    await expect(lost.getByRole('status')).toContainText('If somebody signs in with that address');
  }
  const letter = lost.getByRole('article').filter({ hasText: 'Choose a new password' });
  await expect(async () => {
    await lost.goto(new URL('/mail', page.url()).href);
    await expect(letter).toHaveCount(1);
  }).toPass();
  await isAccessible(lost);
  await letter.getByRole('link').click();
  await lost.getByLabel('New password').fill('another password');
  await lost.getByRole('button', { name: 'Save the password' }).click();
  await fillIn(lost, { email: 'ben@agency.test', password: 'another password' });
  await expect(lost).toHaveURL(/scheduler/);
  await ben.reload();
  await expect(ben).toHaveURL(/login/);
});

test('a regular account has nothing to do with letters', async ({ page }) => {
  await signIn(page, REGULAR);
  expect((await page.goto('/settings/mail'))?.status()).toBe(403);
});
