import { MASTER, fillIn } from '../support/accounts.ts';
import { LOST } from '../support/demo.ts';
import { SOCIAL_PROFILES, SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';
import { countDocuments, hearStatus, markDocument } from '../support/watch.ts';

test('Refresh puts all twelve pages of Ada back', async ({ profiles, sandbox, page }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  const ada = profiles.of('Ada Novak');
  await expect(ada.row.locator('[data-channel][data-health="disconnected"]')).toHaveCount(12);
  const loads = countDocuments(page);
  const { stays } = await markDocument(page);
  const said = await hearStatus(page);

  const opened = await ada.refreshes();
  await expect(opened.page).toHaveURL(new RegExp(`^${sandbox.origin}/facebook/`));
  await opened.logIn(await sandbox.person('Ada Novak'));
  await opened.agreeAndClose();

  await ada.is('connected');
  await expect(ada.row.locator('[data-channel][data-health="connected"]')).toHaveCount(12);
  await expect(ada.refresh).toBeFocused();
  await stays();
  expect(loads()).toBe(0);
  await expect.poll(async () => (await said()).filter((text) => text.includes('Ada Novak')).length).toBe(1);
});

test('the six steps of the help article, one red profile after the other', async ({ page, sandbox }) => {
  const loads = countDocuments(page);
  // Settings, Social Profiles: asked for, signed in, shown.
  await page.goto(SOCIAL_PROFILES);
  await fillIn(page, MASTER);
  const profiles = new SocialProfiles(page);
  await profiles.shown();
  const before = loads();

  const lost = await profiles.names('disconnected');
  expect(lost).toHaveLength(LOST);
  for (const [index, name] of lost.entries()) {
    const left = lost.length - index;
    await expect(profiles.lostConnection).toContainText(left === 1 ? 'One profile' : `${left} profiles`);
    await profiles.mends(await sandbox.person(name));
  }

  // Done when nothing is red.
  await expect(profiles.lostConnection).toHaveCount(0);
  await expect(page.locator('[data-health="disconnected"]')).toHaveCount(0);
  expect(loads()).toBe(before);
});

test('nothing is red any more after the page is opened anew', async ({ profiles, sandbox }) => {
  await profiles.mendsAll(sandbox);
  await profiles.open();
  await expect(profiles.lostConnection).toHaveCount(0);
  await expect(profiles.page.locator('[data-health="disconnected"]')).toHaveCount(0);
});

test('a healthy profile can be refreshed too', async ({ profiles, sandbox }) => {
  await profiles.open('?network=x');
  const [name] = await profiles.names('connected');
  await profiles.mends(await sandbox.person(name ?? ''));
});

test('two windows for one profile: whichever comes back first mends it', async ({ profiles, sandbox }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const [one, other] = [await profiles.of(ada.name).refreshes(), await profiles.of(ada.name).refreshes()];
  await other.logIn(ada);
  await other.agreeAndClose();
  await profiles.of(ada.name).isWhole();

  await one.page.reload();
  await one.logIn(ada);
  await one.agreeAndClose();
  await profiles.of(ada.name).isWhole();
});
