import type { Page } from '@playwright/test';

import { MASTER, REGULAR, fillIn, signIn } from '../support/accounts.ts';
import { PROFILES } from '../support/demo.ts';
import { SOCIAL_PROFILES, SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

/** Everything the page could post, as a script of somebody else would collect it. */
async function forms(page: Page): Promise<{ path: string; fields: Record<string, string> }[]> {
  return page.locator('form[method="post"]').evaluateAll((found) =>
    (found as HTMLFormElement[]).map((form) => ({
      path: form.getAttribute('action') ?? '',
      fields: Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])),
    })),
  );
}

test.describe('a regular account', () => {
  test('gets a page that names the Master Account', async ({ page }) => {
    await signIn(page, REGULAR);
    const answer = await page.goto(SOCIAL_PROFILES);
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole('main')).toContainText(MASTER.email);
    await expect(page.locator('[data-profile]')).toHaveCount(0);
  });

  test('does not land on Social Profiles', async ({ page }) => {
    await signIn(page, REGULAR);
    await expect(page).not.toHaveURL(/settings/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('cannot start a reconnect', async ({ page, anotherBrowser }) => {
    const master = await anotherBrowser();
    await signIn(master, MASTER);
    const id = await new SocialProfiles(master).of('Ada Novak').id();
    await signIn(page, REGULAR);
    for (const path of [`/connect/${id}`, '/connect/new/facebook', '/connect/new/x']) {
      const answer = await page.request.get(path, { maxRedirects: 0 });
      expect(answer.status(), path).toBe(403);
    }
  });

  test('is refused by every server function that the Master Account uses', async ({ page, profiles, anotherBrowser }) => {
    const used = new Map<string, { method: string; body: string | null; type: string }>();
    profiles.page.on('request', (request) => {
      const url = new URL(request.url());
      if (!url.pathname.startsWith('/fn/')) return;
      used.set(url.pathname + url.search, {
        method: request.method(),
        body: request.postData(),
        type: request.headers()['content-type'] ?? '',
      });
    });
    const checked = profiles.page.waitForResponse(/\/fn\//);
    await profiles.checkNow.click();
    await checked;
    await profiles.page.getByRole('searchbox').fill('Ada');
    await profiles.page.getByRole('searchbox').press('Enter');
    await expect(profiles.all).toHaveCount(1);
    expect(used.size).toBeGreaterThan(0);

    const regular = await anotherBrowser();
    await signIn(regular, REGULAR);
    for (const [path, { method, body, type }] of used) {
      const answer = await regular.request.fetch(path, {
        method,
        ...(body === null ? {} : { data: body }),
        headers: { 'content-type': type, origin: new URL(page.url()).origin },
        maxRedirects: 0,
      });
      expect(answer.status(), path).toBe(403);
      expect(await answer.text()).not.toContain('Ada');
    }
  });

  test('is refused what the forms of Social Profiles would do', async ({ profiles, relink, anotherBrowser }) => {
    const found = (await forms(profiles.page)).filter(({ path }) => !path.endsWith('sign_out'));
    expect(found.length).toBeGreaterThanOrEqual(7);
    const regular = await anotherBrowser();
    await signIn(regular, REGULAR);
    for (const { path, fields } of found) {
      const headers = { origin: relink.origin, accept: 'application/json' };
      const answer = await regular.request.post(path, { form: fields, headers, maxRedirects: 0 });
      expect(answer.status(), path).toBe(403);
    }
    await profiles.open();
    await expect(profiles.all).toHaveCount(PROFILES);
  });

  test('hears at the event stream that something changed, and not which profile and how', async ({ page }) => {
    await signIn(page, REGULAR);
    // The stream does not end: what the demo's start has left in the log comes at once.
    const told = await page.evaluate(async () => {
      const answer = await fetch('/events?after=0');
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes('Channels')) text += (await reader.read()).value ?? '';
      await reader.cancel();
      return text;
    });
    for (const word of ['profile', 'Linked', 'Checked', 'health']) expect(told).not.toContain(word);
  });
});

test('who is not signed in is led to the login page and back', async ({ page }) => {
  await page.goto(`${SOCIAL_PROFILES}?q=Ada`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await fillIn(page, MASTER);
  await expect(page).toHaveURL(/\/settings\/social-profiles\?q=Ada$/);
});

test('the login page sends nobody to another site', async ({ page, relink }) => {
  for (const next of ['https://example.test/', '//example.test/', '/\\example.test/']) {
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await fillIn(page, MASTER);
    await expect(page).not.toHaveURL(/\/login/);
    expect(new URL(page.url()).origin).toBe(relink.origin);
    await page.context().clearCookies();
  }
});

test('nobody signed in gets neither events nor a reconnect', async ({ request }) => {
  const events = await request.get('/events', { maxRedirects: 0 });
  expect([401, 403]).toContain(events.status());
  const connect = await request.get('/connect/new/facebook', { maxRedirects: 0 });
  expect([302, 303, 307, 401, 403]).toContain(connect.status());
  expect(connect.headers().location ?? '/login').toContain('/login');
});

test('another site cannot make the browser do anything', async ({ profiles, page, relink, sandbox }) => {
  const found = await forms(page);
  const verbs = new Set(found.map(({ path }) => path.split('/').pop()));
  expect(verbs).toEqual(new Set(['sign_out', 'check', 'remove']));
  for (const { path, fields } of found) {
    for (const site of ['cross-site', 'same-site', undefined]) {
      const headers = { origin: sandbox.origin, ...(site ? { 'sec-fetch-site': site } : {}) };
      const answer = await page.request.post(path, { form: fields, headers, maxRedirects: 0 });
      expect(answer.status(), `${path} from ${site ?? 'an old browser'}`).toBe(403);
    }
  }
  await profiles.open();
  await expect(profiles.all).toHaveCount(PROFILES);

  // The same from a page of ours does what it says.
  const check = found.find(({ path }) => path.endsWith('check'));
  const headers = { origin: relink.origin, 'sec-fetch-site': 'same-origin', accept: 'application/json' };
  const answer = await page.request.post(check?.path ?? '', { form: check?.fields ?? {}, headers });
  expect(answer.status()).toBe(200);
});

test('another site cannot sign a browser in', async ({ page, relink, sandbox }) => {
  await page.goto('/login');
  const seen = page.waitForRequest((request) => request.url().includes('/fn/') && request.method() === 'POST');
  await fillIn(page, { ...MASTER, password: 'wrong-on-purpose' });
  const attempt = await seen;
  const forged = (attempt.postData() ?? '').replace('wrong-on-purpose', MASTER.password);
  const answer = await page.request.fetch(attempt.url(), {
    method: 'POST',
    data: forged,
    headers: {
      'content-type': attempt.headers()['content-type'] ?? '',
      origin: sandbox.origin,
      'sec-fetch-site': 'cross-site',
    },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
  expect(answer.headers()['set-cookie']).toBeUndefined();
  await page.goto(relink.origin + SOCIAL_PROFILES);
  await expect(page).toHaveURL(/\/login/);
});

test('many wrong passwords lock that account for a while, and no other', async ({ page }) => {
  await page.goto('/login');
  const guess = async () => {
    await fillIn(page, { ...REGULAR, password: 'a wrong guess' });
    await expect(page.getByRole('alert')).toBeVisible();
  };
  await expect(async () => {
    await guess();
    await expect(page.getByRole('alert')).toContainText(/too many|try again (in|after|at)|locked/i, { timeout: 300 });
  }).toPass({ timeout: 40_000, intervals: [0] });

  // The right password does not open it now, or guessing would go on.
  await fillIn(page, REGULAR);
  await expect(page.getByRole('alert')).toContainText(/too many|try again (in|after|at)|locked/i);
  await expect(page).toHaveURL(/\/login/);
  await signIn(page, MASTER);
});

test('an unknown e-mail and a wrong password are told apart by nobody', async ({ page }) => {
  const told = async (email: string) => {
    await page.goto('/login');
    await fillIn(page, { email, password: 'a wrong guess' });
    return page.getByRole('alert').innerText();
  };
  expect(await told('nobody@relink.test')).toBe(await told(REGULAR.email));
});

test('signing out forgets the session at the server too', async ({ page, profiles }) => {
  const cookies = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.context().addCookies(cookies);
  await page.goto(SOCIAL_PROFILES);
  await expect(page).toHaveURL(/\/login/);
  expect(profiles.page).toBe(page);
});

test('the session cookie is out of reach for scripts and other sites', async ({ profiles }) => {
  const cookies = await profiles.page.context().cookies(profiles.page.url());
  expect(cookies.length).toBeGreaterThan(0);
  for (const { httpOnly, sameSite } of cookies.filter(({ name }) => /relink/i.test(name))) {
    expect(httpOnly).toBe(true);
    expect(['Lax', 'Strict']).toContain(sameSite);
  }
});
