import { MASTER, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Device } from '../support/devices.ts';
import { NOTICES } from '../support/notices.ts';
import { expect, test } from '../support/test.ts';

test.use({ world: 'well' });

test('a lost profile is told on a device in words that its reader alone can read, two taps from its Refresh', async ({
  profiles,
  sandbox,
  page,
}) => {
  const phone = new Device(sandbox, 'phone');
  await phone.add(page);
  await expect(page.getByRole('status').first()).toContainText('This device is added');
  const topics = page.getByRole('group', { name: 'On your devices' });
  await expect(topics.getByRole('checkbox', { checked: true })).toHaveCount(7);
  await isAccessible(page);
  // Nothing else that happens here is gathered with it: not even that others work again, who were mended before.
  for (const topic of await topics.getByRole('checkbox').all()) await topic.uncheck();
  const chooses = async (topic: RegExp, chosen: number): Promise<void> => {
    await topics.getByLabel(topic).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status').first()).toContainText(/saved/i);
    await expect(topics.getByRole('checkbox', { checked: true })).toHaveCount(chosen);
  };
  await chooses(/^A profile is disconnected/, 1);

  await profiles.open();
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const told = await phone.toldOf('Ada Novak');
  expect(told.title).toMatch(/^\d+ channels of Ada Novak are disconnected$/);
  expect(told.body).toContain('The password at Facebook was changed.');
  const [message] = (await phone.sent()).filter(({ headers }) => headers.topic === told.tag);
  expect(message?.trouble).toBeNull();
  expect(message?.headers).toMatchObject({ urgency: 'high', 'content-encoding': 'aes128gcm' });
  expect(Buffer.from(message?.body ?? '', 'base64').includes('Ada')).toBe(false);
  expect(new URL(told.url).origin).toBe(new URL(page.url()).origin);

  // By now those others are settled.
  await page.goto(NOTICES);
  await chooses(/^A profile of which you were told works again/, 2);
  await page.goto(told.url);
  await profiles.shown();
  await expect(profiles.all.first()).toHaveAttribute('data-profile', await profiles.of('Ada Novak').id());
  await profiles.mends(ada);
  const mended = await phone.toldOf('Ada Novak is connected again');
  expect(mended.tag).toBe(told.tag);
});

test('a device is tried and removed, and the page says when it takes no more', async ({ sandbox, page }) => {
  await signIn(page, MASTER, '/account');
  const laptop = new Device(sandbox, 'laptop');
  await laptop.add(page);
  const devices = page.getByRole('region', { name: 'On your devices' });
  const row = devices.getByRole('listitem');
  await expect(row).toContainText('Chrome, Linux');
  await expect(row).toContainText('Nothing was sent to it yet');
  await row.getByRole('button', { name: 'Try Chrome, Linux' }).click();
  await expect(page.getByRole('status').first()).toContainText('on its way');
  expect((await laptop.toldOf('You tried it')).url).toContain(NOTICES);
  const becomes = async (what: string): Promise<void> =>
    expect
      .poll(async () => {
        await page.goto(NOTICES);
        return row.textContent();
      })
      .toContain(what);
  await becomes('Last told');

  await laptop.answers(503);
  await row.getByRole('button', { name: 'Try Chrome, Linux' }).click();
  await becomes('The push service answered 503');
  await expect(row).toContainText('A notice waits');
  await isAccessible(page);
  await row.getByRole('button', { name: 'Remove Chrome, Linux' }).click();
  await expect(devices).toContainText('No device yet.');

  await laptop.answers(410);
  await laptop.add(page);
  await row.getByRole('button', { name: 'Try Chrome, Linux' }).click();
  await becomes('this browser takes no more notices');
  await expect(row.getByRole('button')).toHaveCount(1);
  await expect(page.getByRole('group', { name: 'On your devices' })).toHaveCount(0);
  await isAccessible(page);
});

test('whoever signs out everywhere is told on no device', async ({ sandbox, page }) => {
  await signIn(page, MASTER, '/account');
  await new Device(sandbox, 'phone').add(page);
  await expect(page.getByRole('region', { name: 'On your devices' }).getByRole('listitem')).toHaveCount(1);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page).toHaveURL(/\/login/);
  await signIn(page, MASTER, NOTICES);
  await expect(page.getByText('No device yet.')).toBeVisible();
});

test('an address inside is refused', async ({ sandbox, page }) => {
  await signIn(page, MASTER, '/account');
  const inside = Object.assign(new Device(sandbox, 'x'), { endpoint: 'https://10.0.0.7/push' });
  await inside.add(page);
  await expect(page.getByRole('alert').first()).toContainText('no address that notices can be sent to');
  await expect(page.getByText('No device yet.')).toBeVisible();
});

test('a browser without a way to its push service says so, and one that blocks notices too', async ({ page, context }) => {
  await signIn(page, MASTER, '/account');
  await context.grantPermissions(['notifications']);
  await page.goto(NOTICES);
  await page.getByRole('button', { name: 'Tell me on this device' }).click();
  // Nothing is reached from here, so whoever made this browser cannot give it an address.
  await expect(page.getByText('The browser’s push service could not be reached.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tell me on this device' })).toBeVisible();
  await isAccessible(page);
  await context.clearPermissions();
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await page.goto(NOTICES);
  await expect(page.getByText('This browser blocks notices of this address.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tell me on this device' })).toBeHidden();
  await isAccessible(page);
});

test('the service worker shows what it is sent, and phones can install the page', async ({ page, context, relink }) => {
  await signIn(page, MASTER, '/account');
  await context.grantPermissions(['notifications']);
  const worker = context.waitForEvent('serviceworker');
  await page.goto(NOTICES);
  await worker;
  await page.evaluate(async () => navigator.serviceWorker.ready);
  const devtools = await context.newCDPSession(page);
  const registration = new Promise<string>((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) found(first.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const told = { title: '12 channels of Ada Novak are disconnected', body: 'Agency', url: `${relink.origin}/help`, tag: 'a' };
  const deliver = async (data: string): Promise<void> =>
    devtools
      .send('ServiceWorker.deliverPushMessage', { origin: relink.origin, registrationId: await registration, data })
      .then(() => undefined);
  const shown = (): Promise<{ title: string; body: string; url: string }[]> =>
    page.evaluate(async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return all.map(({ title, body, data }) => ({ title, body, url: (data as { url: string }).url }));
    });
  await deliver(JSON.stringify(told));
  await expect.poll(shown).toEqual([{ title: told.title, body: told.body, url: told.url }]);
  await deliver(JSON.stringify({ ...told, title: 'Ada Novak is connected again' }));
  await expect.poll(async () => (await shown()).map(({ title }) => title)).toEqual(['Ada Novak is connected again']);
  await deliver('not what we send');
  await expect.poll(async () => (await shown()).length).toBe(2);

  const script = await page.request.get('/push.js');
  expect(script.headers()['content-type']).toContain('javascript');
  expect(script.headers()['cache-control']).toBe('no-cache');
  const link = await page.locator('link[rel=manifest]').getAttribute('href');
  const answer = await page.request.get(link ?? '');
  expect(answer.headers()['content-type']).toContain('application/manifest+json');
  const { icons } = (await answer.json()) as { icons: { src: string; type: string }[] };
  for (const { src, type } of icons) {
    const icon = await page.request.get(src);
    expect([icon.status(), icon.headers()['content-type']]).toEqual([200, type]);
  }
});
