import type { APIRequestContext } from '@playwright/test';

import { REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { LINKS, ReconnectLinks } from '../support/links.ts';
import { NetworkPages } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';
const LENA = 'Lena Fischer';

/** What anybody is told of an address that opens nothing. */
async function calm(request: APIRequestContext, path: string): Promise<string> {
  const answer = await request.get(path);
  expect(answer.status(), path).toBe(404);
  const page = await answer.text();
  return page.replaceAll(/nonce[^>]*/g, '');
}

test.describe('a client without an account', () => {
  test('mends their profile by a link, and the Master Account sees every step', async ({
    profiles,
    sandbox,
    page,
    anotherBrowser,
  }) => {
    const ada = await profiles.loses(sandbox, ADA);
    const links = new ReconnectLinks(page);
    await profiles.of(ADA).row.getByRole('link', { name: /^Channels and backups/ }).click();
    await page.getByRole('link', { name: 'Ask somebody else by a link' }).click();
    await links.shown();
    const path = await links.make(undefined, 'The bakery waits for its offer.');
    await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
    await links.newestIs('made');

    const client = await anotherBrowser();
    await client.goto(new URL(path, page.url()).href);
    await expect(client.getByRole('heading', { level: 1 })).toHaveText(`Reconnect ${ADA} at Facebook`);
    await expect(client.getByRole('main')).toContainText('The bakery waits for its offer.');
    await expect(client.getByRole('main')).toContainText('Your password');
    await isAccessible(client);
    await links.newestIs('opened');

    await profiles.open();
    await profiles.of(ADA).is('disconnected');
    await client.getByRole('link', { name: 'Go on to Facebook' }).click();
    await new NetworkPages(client).passThrough(ada);
    await expect(client.getByRole('heading', { level: 1 })).toHaveText('Thank you');
    await isAccessible(client);
    await client.reload();
    await expect(client.getByRole('heading', { level: 1 })).toHaveText('Thank you');
    // The page that was open all the time follows.
    await profiles.of(ADA).isWhole();
    await links.newestIs('done');
    await isAccessible(page);

    await client.goto(new URL(path, page.url()).href);
    await expect(client.getByRole('heading', { level: 1 })).toHaveText('This link does not work');
  });

  test('who is somebody else changes nothing, and can change accounts', async ({
    profiles,
    sandbox,
    page,
    anotherBrowser,
  }) => {
    const ada = await profiles.loses(sandbox, ADA);
    const links = new ReconnectLinks(page);
    await links.open();
    const path = await links.make(`${ADA}, Facebook`);
    const client = await anotherBrowser();
    await client.goto(new URL(path, page.url()).href);
    await client.getByRole('link', { name: 'Go on to Facebook' }).click();
    const network = new NetworkPages(client);
    await network.passThrough(await sandbox.person(LENA));
    await expect(client.getByRole('main')).toContainText(ADA);
    await expect(client.getByRole('main')).toContainText(LENA);
    await expect(client.getByRole('main')).not.toContainText('@facebook.test');
    await links.newestIs('wrong-person');
    await expect(links.newest).toContainText(LENA);

    await client.getByRole('link', { name: 'Use another account' }).click();
    await network.passThrough(ada);
    await expect(client.getByRole('heading', { level: 1 })).toHaveText('Thank you');
    await links.newestIs('done');
  });

  test('can cancel, and try again', async ({ profiles, sandbox, page, anotherBrowser }) => {
    const ada = await profiles.loses(sandbox, ADA);
    const links = new ReconnectLinks(page);
    await links.open();
    const path = await links.make(`${ADA}, Facebook`);
    const client = await anotherBrowser();
    await client.goto(new URL(path, page.url()).href);
    await client.getByRole('link', { name: 'Go on to Facebook' }).click();
    const network = new NetworkPages(client);
    await network.logIn(ada);
    await network.cancel();
    await expect(client.getByRole('main')).toContainText('You pressed Cancel');
    await client.getByRole('link', { name: 'Try again' }).click();
    await network.passThrough(ada);
    await expect(client.getByRole('heading', { level: 1 })).toHaveText('Thank you');
  });
});

test('used, revoked, guessed and foreign links are one calm page', async ({ profiles, sandbox, page, request }) => {
  await profiles.loses(sandbox, ADA);
  const links = new ReconnectLinks(page);
  await links.open();
  const revoked = await links.make(`${ADA}, Facebook`);
  expect((await request.get(revoked)).status()).toBe(200);
  await links.open();
  await page.getByRole('button', { name: `Take back the link for ${ADA}, Facebook` }).click();
  await links.newestIs('revoked');
  const told = await calm(request, revoked);
  expect(told).not.toContain(ADA);
  for (const path of ['/link/guessed', `${revoked}/go`, '/link/outcome/guessed', '/link/again/guessed']) {
    expect(await calm(request, path), path).toBe(told);
  }
});

test('a link is shown once, printed nowhere, and made by nobody else', async ({
  profiles,
  sandbox,
  relink,
  page,
  anotherBrowser,
}) => {
  await profiles.loses(sandbox, ADA);
  const links = new ReconnectLinks(page);
  await links.open();
  const workspace = await page.locator('input[name="workspace"]').first().inputValue();
  const target = await page.getByLabel('For', { exact: true }).inputValue();
  const path = await links.make(`${ADA}, Facebook`);
  const secret = path.split('/').pop() ?? '';
  expect(secret.length).toBeGreaterThanOrEqual(43);
  await page.request.get(path);
  await links.open();
  expect(await page.content()).not.toContain(secret);
  expect(relink.log).not.toContain(secret);

  const headers = { origin: relink.origin };
  const form = { workspace, target, days: '3', note: '', recipient: '' };
  const foreign = { origin: sandbox.origin };
  expect((await page.request.post(LINKS, { form, headers: foreign, maxRedirects: 0 })).status()).toBe(403);
  const regular = await anotherBrowser();
  await signIn(regular, REGULAR);
  expect((await regular.request.post(LINKS, { form, headers, maxRedirects: 0 })).status()).toBe(403);
  const wrong = await page.request.post(LINKS, { form: { ...form, recipient: 'nobody', note: 'Kept' }, headers });
  expect(wrong.status()).toBe(422);
  const again = await wrong.text();
  expect(again).toContain('That is not an e-mail address.');
  expect(again).toContain('Kept');
});
