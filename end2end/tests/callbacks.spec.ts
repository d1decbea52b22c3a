import type { Page } from '@playwright/test';

import { MASTER, signIn } from '../support/accounts.ts';
import type { ReconnectWindow } from '../support/network.ts';
import type { SocialProfiles } from '../support/profiles.ts';
import type { Person } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';

/** Goes to the network and back up to Relink's door, and hands over the address that was on its way in. */
async function upToTheDoor(
  profiles: SocialProfiles,
  person: Person,
): Promise<{ opened: ReconnectWindow; callback: URL }> {
  const opened = await profiles.of(person.name).refreshes();
  await opened.logIn(person);
  let sentTo = '';
  // A redirect is followed by the browser itself, so the network's answer is held instead.
  await opened.page.route('**/-/consent', async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    sentTo = answer.headers().location ?? '';
    await route.fulfill({ contentType: 'text/html', body: '<h1>On the way</h1>' });
  });
  await opened.agree();
  await expect(opened.page.getByRole('heading', { name: 'On the way' })).toBeVisible();
  await opened.page.unroute('**/-/consent');
  return { opened, callback: new URL(sentTo) };
}

/** It says something to a person, and leads back. */
async function endsInALabelledStep(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
}

test('a forged state is turned away', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const answer = await page.goto('/oauth/facebook/callback?code=forged&state=forged');
  expect(answer?.status()).toBeGreaterThanOrEqual(400);
  expect(answer?.status()).toBeLessThan(500);
  await endsInALabelledStep(page);
  await profiles.open();
  await profiles.of(ada.name).is('disconnected');
});

test('an answer without a state, and one without a code', async ({ profiles, sandbox, page }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const answer = await page.goto('/oauth/facebook/callback?code=anything');
  expect(answer?.status()).toBeGreaterThanOrEqual(400);
  await endsInALabelledStep(page);
  await profiles.open();

  const { opened, callback } = await upToTheDoor(profiles, ada);
  callback.searchParams.delete('code');
  await opened.page.goto(callback.href);
  await endsInALabelledStep(opened.page);
  await profiles.of(ada.name).is('disconnected');
});

test('a state is good for one answer only', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { opened, callback } = await upToTheDoor(profiles, ada);
  await opened.page.goto(callback.href).catch(() => {});
  await profiles.of(ada.name).isWhole();

  // The same answer again, after the token has died once more: it must not wake anything.
  await profiles.loses(sandbox, ada.name);
  const replay = await profiles.page.context().newPage();
  const answer = await replay.goto(callback.href);
  expect(answer?.status()).toBeGreaterThanOrEqual(400);
  await endsInALabelledStep(replay);
  await profiles.of(ada.name).is('disconnected');
});

test('an answer for one browser is worth nothing in another', async ({ profiles, sandbox, anotherBrowser }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { opened, callback } = await upToTheDoor(profiles, ada);
  const thief = await anotherBrowser();
  await signIn(thief, MASTER);
  const answer = await thief.goto(callback.href);
  expect(answer?.status()).toBeGreaterThanOrEqual(400);
  await endsInALabelledStep(thief);
  await profiles.of(ada.name).is('disconnected');

  // Nor has the stranger spoilt it for whom it was meant.
  await opened.page.goto(callback.href).catch(() => {});
  await profiles.of(ada.name).isWhole();
});

test('the state of one network is not taken at the door of another', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { opened, callback } = await upToTheDoor(profiles, ada);
  callback.pathname = '/oauth/x/callback';
  const answer = await opened.page.goto(callback.href);
  expect(answer?.status()).toBeGreaterThanOrEqual(400);
  await profiles.of(ada.name).is('disconnected');
});

test('who takes longer than ten minutes is told so and can start again', async ({ profiles, sandbox, relink }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { opened, callback } = await upToTheDoor(profiles, ada);
  await relink.stop();
  await relink.start({ RELINK_CLOCK_AHEAD: '1200' });
  await opened.page.goto(callback.href);
  await expect(opened.page.getByRole('main')).toContainText(/too long|ten minutes|10 minutes|expired|too late/i);
  await endsInALabelledStep(opened.page);
  await profiles.open();
  await profiles.of(ada.name).is('disconnected');
  await profiles.mends(ada);
});

test('an error that the network sends back is shown as one, and its text is not believed', async ({
  profiles,
  sandbox,
}) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { opened, callback } = await upToTheDoor(profiles, ada);
  callback.searchParams.delete('code');
  callback.searchParams.set('error', 'server_error');
  callback.searchParams.set('error_description', '<img src=x onerror=window.pwned=1>');
  await opened.page.goto(callback.href);
  await endsInALabelledStep(opened.page);
  await expect(opened.page.locator('img[src="x"]')).toHaveCount(0);
  await profiles.of(ada.name).is('disconnected');
});

test('a made-up code of somebody else does not pass the exchange', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { opened, callback } = await upToTheDoor(profiles, ada);
  callback.searchParams.set('code', 'AQBmadeUp');
  await opened.page.goto(callback.href);
  await endsInALabelledStep(opened.page);
  await profiles.of(ada.name).is('disconnected');
});

test('an unknown profile and one that cannot be one are both not there', async ({ profiles, page }) => {
  const known = await profiles.of('Ada Novak').id();
  const unknown = known.replace(/[0-9a-f]{6}$/, (end) => (end === 'abcdef' ? 'fedcba' : 'abcdef'));
  const one = await page.request.get(`/connect/${unknown}`, { maxRedirects: 0 });
  const other = await page.request.get('/connect/nothing-like-it', { maxRedirects: 0 });
  expect([one.status(), other.status()]).toEqual([404, 404]);
  await page.goto(`/connect/${unknown}`);
  await endsInALabelledStep(page);
});

test('another site cannot start a reconnect behind a person\'s back', async ({ profiles, page }) => {
  const id = await profiles.of('Ada Novak').id();
  const answer = await page.request.get(`/connect/${id}`, {
    maxRedirects: 0,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  });
  expect(answer.status()).toBe(200);
  expect(answer.headers()['set-cookie'] ?? '').not.toContain('relink-auth');
  expect(await answer.text()).toMatch(/<button|<input[^>]+type="?submit|<a /);
});

for (const kind of ['html', 'garbage', 'outage', 'reset', 'rate-limit'] as const) {
  test(`the network's token endpoint in trouble (${kind}): nothing changes, and trying again works`, async ({
    profiles,
    sandbox,
  }) => {
    const ada = await profiles.loses(sandbox, 'Ada Novak');
    const opened = await profiles.of(ada.name).refreshes();
    await opened.logIn(ada);
    await sandbox.trouble('facebook', kind, 50);
    await opened.agree();
    await expect(opened.page).toHaveURL(/^http:\/\/127\.0\.0\.1/);
    await endsInALabelledStep(opened.page);
    await profiles.of(ada.name).is('disconnected');

    await sandbox.reset();
    await opened.page.getByRole('link', { name: /again/i }).click();
    // The reset gave her her first password back.
    await opened.logIn(await sandbox.person(ada.name));
    await opened.agreeAndClose();
    await profiles.of(ada.name).isWhole();
  });
}

test('a token endpoint that never answers ends in a page, not in a spinner', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const opened = await profiles.of(ada.name).refreshes();
  await opened.logIn(ada);
  await sandbox.trouble('facebook', 'timeout', 50);
  await opened.agree().catch(() => {});
  await expect(opened.page.getByRole('link', { name: /again/i })).toBeVisible({ timeout: 40_000 });
  await profiles.of(ada.name).is('disconnected');
});
