import type { Page } from '@playwright/test';

import { PROFILES } from '../support/demo.ts';
import { ReconnectWindow } from '../support/network.ts';
import type { Act } from '../support/sandbox.ts';
import { expect, test } from '../support/test.ts';

interface Somebody {
  network: string;
  /** As the page calls the profile. */
  profile: string;
  /** Who signs in. */
  person: string;
  /** What ends the connection there. */
  act: Act;
  /** What the page says about it. */
  says: RegExp;
}

/** One profile of each network that the other stories do not tell of. */
const EVERYWHERE: Somebody[] = [
  { network: 'instagram', profile: 'Clara Winter', person: 'Clara Winter', act: 'change-password', says: /password/i },
  { network: 'linkedin', profile: 'Daniel Weiss', person: 'Daniel Weiss', act: 'remove-app', says: /removed/i },
  { network: 'youtube', profile: 'Vltava Sailing School', person: 'Hana Benes', act: 'remove-app', says: /removed|no longer accepts/i },
  { network: 'tiktok', profile: 'Mila Horvat', person: 'Mila Horvat', act: 'remove-app', says: /removed|no longer accepts/i },
  { network: 'threads', profile: 'Emil Hansen', person: 'Emil Hansen', act: 'change-password', says: /password/i },
  { network: 'pinterest', profile: 'Henrik Dahl Interiors', person: 'Henrik Dahl Interiors', act: 'remove-app', says: /no longer accepts/i },
  { network: 'mastodon', profile: 'Greta Holm', person: 'Greta Holm', act: 'remove-app', says: /removed/i },
  { network: 'bluesky', profile: 'Iris Vondra', person: 'Iris Vondra', act: 'remove-app', says: /no longer accepts|removed/i },
];

/** The network's own words for the identity to choose, where it asks for one. */
async function choose(page: Page, name: string): Promise<void> {
  const identity = page.getByRole('radio', { name, exact: true });
  if (await identity.isVisible()) await identity.check();
}

for (const { network, profile, person, act, says } of EVERYWHERE) {
  test(`${network}: a lost profile says why, and one Refresh brings it back`, async ({ profiles, sandbox }) => {
    const row = profiles.of(profile);
    await expect(row.row).toHaveAttribute('data-network', network);
    if ((await row.row.getAttribute('data-health')) === 'connected') {
      await sandbox.happens(person, act);
      await profiles.notices(profile, 'disconnected');
      await expect(row.row).toContainText(says);
    }
    const opened = await row.refreshes();
    await opened.logIn(await sandbox.person(person));
    await choose(opened.page, profile);
    await opened.agreeAndClose();
    await row.isWhole();
  });
}

test('YouTube: the two channels of one Google login are two profiles, and the wrong one is noticed', async ({
  profiles,
  sandbox,
}) => {
  const [school, own] = [profiles.of('Vltava Sailing School'), profiles.of('Hana Benes')];
  await expect(school.row).toContainText('hana@youtube.test');
  await expect(own.row).toContainText('hana@youtube.test');

  await sandbox.happens('Hana Benes', 'remove-app');
  await profiles.checks();
  await school.is('disconnected');
  await own.is('disconnected');
  const opened = await school.refreshes();
  await opened.logIn(await sandbox.person('Hana Benes'));
  await choose(opened.page, 'Hana Benes');
  await opened.agree();
  const main = opened.page.getByRole('main');
  await expect(main).toContainText('Vltava Sailing School');
  await expect(main).toContainText('Hana Benes');
  await opened.page.getByRole('link', { name: 'Reconnect Hana Benes instead' }).click();
  await opened.logIn(await sandbox.person('Hana Benes'));
  await choose(opened.page, 'Hana Benes');
  await opened.agreeAndClose();
  await own.isWhole();
  await school.is('disconnected');
});

async function openSheet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a profile' }).click();
}

for (const [network, person] of [
  ['instagram', 'Bruno Keller'],
  ['linkedin', 'Katrin Holm'],
  ['youtube', 'Felix Adler'],
  ['tiktok', 'Yuki Tanabe'],
  ['threads', 'Greta Olsen'],
  ['pinterest', 'Atelier Paloma'],
] as const) {
  test(`${network}: somebody new is added`, async ({ profiles, sandbox, page }) => {
    await openSheet(page);
    const opening = page.context().waitForEvent('page');
    await page.locator(`a[href^="/connect/new/${network}"]`).click();
    const opened = new ReconnectWindow(await opening);
    await opened.logIn(await sandbox.person(person));
    await opened.agreeAndClose();
    await profiles.of(person).isWhole();
    await expect(profiles.all).toHaveCount(PROFILES + 1);
  });
}

for (const [label, typed, person] of [
  ['Mastodon your server', (port: number) => `@yusuf@social.localhost:${port}`, 'Yusuf Demir'],
  ['Bluesky your handle', () => '@callum.pds.localhost', 'Callum Reid'],
] as const) {
  test(`${label}: is typed, and leads to the server it names`, async ({ profiles, sandbox, relink, page }) => {
    await openSheet(page);
    await page.getByLabel(label).fill(typed(relink.sandboxPort));
    await page.getByLabel(label).press('Enter');
    const network = new ReconnectWindow(page);
    await network.logIn(await sandbox.person(person));
    await network.agree();
    await profiles.shown();
    await profiles.of(person).isWhole();
    await expect(profiles.all).toHaveCount(PROFILES + 1);
  });
}

test('a server that is none, or is inside, is not talked to, and the page says so', async ({ profiles, page, sandbox }) => {
  const before = (await sandbox.calls()).length;
  for (const typed of [
    'no such server',
    '127.0.0.1',
    'localhost:22',
    '169.254.169.254',
    'https://[::ffff:127.0.0.1]/',
    '0x7f000001',
    'metadata.google.internal',
    'javascript:alert(1)',
    'x'.repeat(250),
  ]) {
    for (const [network, name] of [['mastodon', 'server'], ['bluesky', 'handle']]) {
      await page.goto(`/connect/new/${network}?${name}=${encodeURIComponent(typed)}`);
      await expect(page.getByRole('main'), typed).toContainText(/no \w+ server at that name/);
      await expect(page.getByRole('link', { name: 'Back to Social Profiles' })).toBeVisible();
    }
  }
  // Of what a login begins with only the resolver of handles, which is the network's own, was asked; channels are read all the while.
  const asked = (await sandbox.calls()).slice(before).map(({ path }) => path);
  expect(asked.filter((path) => /well-known|\/apps$|\/instance$|oauth\/(authorize|par)$/.test(path))).toEqual([]);
  await profiles.open();
  await expect(profiles.all).toHaveCount(PROFILES);
});
