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
  const { MASTER, signIn } = await import('../support/accounts.ts');
  const page = await anotherBrowser();
  await signIn(page, MASTER);
  const other = new SocialProfiles(page);
  await other.shown();
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  await other.of(ada.name).is('disconnected');
  await profiles.mends(ada);
  await other.of(ada.name).isWhole();
});

test('a network cut while reconnecting: the page catches up by itself', async ({ profiles, sandbox, context, page }) => {
  const ada = await profiles.loses(sandbox, 'Ada Novak');
  const { stays } = await markDocument(page);
  const opened = await profiles.of(ada.name).refreshes();
  await opened.logIn(ada);
  await context.setOffline(true);
  await opened.agree().catch(() => {});
  await expect(opened.page).not.toHaveURL(/^http:\/\/127\.0\.0\.1/);
  await context.setOffline(false);

  // The window shows the browser's own error page; going back there and on is what a person does.
  await opened.page.goBack().catch(() => {});
  if (!(await opened.page.getByRole('button', { name: 'Continue' }).isVisible())) await opened.page.reload();
  await opened.passThrough(ada).catch((error: unknown) => {
    if (!opened.page.isClosed()) throw error;
  });
  await profiles.of(ada.name).isWhole();
  await stays();
});

test('what happened during a cut is shown after it', async ({ profiles, sandbox, page, context, anotherBrowser }) => {
  const { MASTER, signIn } = await import('../support/accounts.ts');
  await profiles.mends(await sandbox.person('Lena Fischer'));
  const { stays } = await markDocument(page);
  const elsewhere = await anotherBrowser();
  await signIn(elsewhere, MASTER);
  const other = new SocialProfiles(elsewhere);
  await other.shown();

  await context.setOffline(true);
  await other.loses(sandbox, 'Lena Fischer');
  await profiles.of('Lena Fischer').isWhole();
  await context.setOffline(false);
  await profiles.of('Lena Fischer').is('disconnected');
  await stays();
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
