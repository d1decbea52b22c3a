import { MASTER, signIn } from '../support/accounts.ts';
import { SocialProfiles } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';
import { countDocuments, markDocument } from '../support/watch.ts';

test('what one page finds out, another open page shows without a reload', async ({ profiles, sandbox, context }) => {
  const other = new SocialProfiles(await context.newPage());
  await other.open();
  const { stays } = await markDocument(other.page);
  await profiles.mends(await sandbox.person('Lena Fischer'));
  await other.of('Lena Fischer').isWhole();
  await profiles.loses(sandbox, 'Lena Fischer');
  await other.of('Lena Fischer').is('disconnected');
  await expect(other.of('Lena Fischer').row).toContainText(/password/i);
  await expect(other.lostConnection).toBeVisible();
  await stays();
});

test('another browser of the same workspace follows too', async ({ profiles, sandbox, anotherBrowser }) => {
  const page = await anotherBrowser();
  await signIn(page, MASTER);
  const other = new SocialProfiles(page);
  await other.shown();
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  await other.of(ada.name).is('disconnected');
  await profiles.mends(ada);
  await other.of(ada.name).isWhole();
});

test.describe('with the network cut', () => {
  test('while reconnecting: the window goes on after it, and the page catches up', async ({
    sandbox,
    line,
    anotherBrowser,
  }) => {
    const page = await anotherBrowser(line);
    await signIn(page, MASTER);
    const profiles = new SocialProfiles(page);
    await profiles.shown();
    const { stays } = await markDocument(page);
    const ada = await profiles.loses(sandbox, 'Ada Novak');
    const opened = await profiles.of(ada.name).refreshes();
    await opened.logIn(ada);
    const network = opened.page.url();
    line.cut();
    await opened.agree().catch(() => {});
    line.mend();

    // The window shows the browser's own error; the person goes back to where the network asked.
    // The error page may still be on its way, and would come in between.
    await expect(() => opened.page.goto(network)).toPass();
    await opened.logIn(ada);
    await opened.agreeAndClose();
    await profiles.of(ada.name).isWhole();
    await stays();
  });

  test('what others did meanwhile is shown after it', async ({ profiles, sandbox, line, anotherBrowser }) => {
    const page = await anotherBrowser(line);
    await signIn(page, MASTER);
    const cutOff = new SocialProfiles(page);
    await cutOff.shown();
    const { stays } = await markDocument(page);

    line.cut();
    await profiles.loses(sandbox, 'Lena Fischer', 'remove-app');
    await profiles.mends(await sandbox.person('Tomas Dvorak'));
    await cutOff.of('Lena Fischer').is('expiring');
    await cutOff.of('Tomas Dvorak').is('disconnected');
    line.mend();
    await expect(cutOff.of('Lena Fischer').row).toHaveAttribute('data-health', 'disconnected', { timeout: 30_000 });
    await cutOff.of('Tomas Dvorak').isWhole();
    await stays();
  });
});

test('a server restarted while reconnecting: the window goes on, and the page follows', async ({
  profiles,
  sandbox,
  relink,
  page,
}) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const loads = countDocuments(page);
  const opened = await profiles.of(ada.name).refreshes();
  await opened.logIn(ada);
  await relink.stop('SIGKILL');
  await relink.start();
  await opened.agreeAndClose();
  await profiles.of(ada.name).isWhole();
  expect(loads()).toBe(0);
});

test('ten tabs of one browser all stay live', async ({ profiles, sandbox, context }) => {
  await profiles.mends(await sandbox.person('Ada Novak'));
  const tabs = [profiles];
  while (tabs.length < 10) {
    const tab = new SocialProfiles(await context.newPage());
    await tab.open();
    tabs.push(tab);
  }
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  for (const tab of tabs) await tab.of(ada.name).is('disconnected');

  // The tab that was first goes away; the others must not go deaf with it.
  await profiles.page.close();
  const last = tabs[9] ?? profiles;
  await last.mends(ada);
  for (const tab of tabs.slice(1)) await tab.of(ada.name).isWhole();
});
