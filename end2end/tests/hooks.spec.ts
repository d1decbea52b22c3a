import { Webhook } from 'standardwebhooks';

import { MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { HOOKS, addHook } from '../support/hooks.ts';
import { expect, test } from '../support/test.ts';

test.use({ world: 'well' });

test('a program is told that a profile is lost, signed as the specification says', async ({ profiles, sandbox, page }) => {
  await profiles.open();
  await page.goto(HOOKS);
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Webhooks' }).click();
  await isAccessible(page);
  await addHook(page, `${sandbox.origin}/hooks/program`);
  await isAccessible(page);
  const secret = await page.getByLabel('Secret').inputValue();
  await page.getByRole('link', { name: 'Back to the webhooks' }).click();

  await profiles.open();
  await profiles.loses(sandbox, 'Ada Novak');
  const about = async () => (await sandbox.heard('program')).filter(({ body }) => body.includes('Ada Novak'));
  await expect.poll(async () => (await about()).length).toBe(1);
  const [message] = await about();
  const told = new Webhook(secret).verify(message?.body ?? '', message?.headers ?? {});
  expect(told).toMatchObject({
    type: 'profile.disconnected',
    data: { network: 'facebook', profile: { name: 'Ada Novak' }, cause: { code: 'PasswordChanged' } },
  });
  expect(() => new Webhook(secret).verify(`${message?.body} `, message?.headers ?? {})).toThrow();

  // Its link leads to the right Refresh.
  await page.goto((told as { data: { url: string } }).data.url);
  await profiles.shown();
  await expect(profiles.all.first()).toHaveAttribute('data-profile', await profiles.of('Ada Novak').id());
});

test('what was sent can be sent again, and what is not taken shows why', async ({ sandbox, page }) => {
  await signIn(page, MASTER, HOOKS);
  // Told nothing that happens here, so that only what is sent by hand is sent.
  await addHook(page, `${sandbox.origin}/hooks/tried`, /^A program/, 'A reconnect link was used');
  await page.getByRole('link', { name: 'Back to the webhooks' }).click();
  await page.getByRole('button', { name: /^Send a test message to/ }).click();
  await expect(page.getByRole('status')).toContainText('on its way');
  const message = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'test' }) });
  const becomes = async (what: string): Promise<void> =>
    expect
      .poll(async () => {
        await page.goto(HOOKS);
        return message.textContent();
      })
      .toContain(what);
  await becomes('Answered with 204');
  await isAccessible(page);

  await sandbox.answersHook('tried', 503);
  await message.getByRole('button', { name: /^Send test to/ }).click();
  await expect(page.getByRole('status')).toContainText('on its way again');
  await becomes('Answered with 503');
  await expect(message).toContainText('Waits: sent');
  await isAccessible(page);
  const heard = await sandbox.heard('tried');
  expect(heard.length).toBeGreaterThan(1);
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('a chat gets one readable text, and one that is gone is switched off and on', async ({ profiles, sandbox, page }) => {
  await profiles.open();
  await page.goto(HOOKS);
  await addHook(page, `${sandbox.origin}/hooks/chat`, /^A chat/);
  await expect(page.getByRole('status')).toContainText('The webhook is added');
  await profiles.open();
  await profiles.loses(sandbox, 'Ada Novak');
  const about = async () => (await sandbox.heard('chat')).filter(({ body }) => body.includes('Ada Novak'));
  await expect.poll(async () => (await about()).length).toBe(1);
  expect(Object.keys(JSON.parse((await about())[0]?.body ?? '') as object)).toEqual(['text']);

  await sandbox.answersHook('chat', 410);
  await page.goto(HOOKS);
  await page.getByRole('button', { name: /^Send a test message to/ }).click();
  const on = page.getByRole('button', { name: /^Switch localhost.* on$/ });
  await expect
    .poll(async () => {
      await page.goto(HOOKS);
      return on.count();
    })
    .toBe(1);
  await isAccessible(page);
  await on.click();
  await expect(page.getByRole('status')).toContainText('on again');
  await page.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('No webhook yet.')).toBeVisible();
});

test('an address inside is refused, and a regular account sees nothing', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER, HOOKS);
  await addHook(page, 'https://10.0.0.7/hook');
  await expect(page.getByRole('alert')).toContainText('public https address');
  const rita = await anotherBrowser();
  await signIn(rita, REGULAR);
  const answer = await rita.goto(HOOKS);
  expect(answer?.status()).toBe(403);
});
