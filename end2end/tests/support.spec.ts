import { type Account, MASTER, REGULAR, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { PostOffice } from '../support/post-office.ts';
import { expect, test } from '../support/test.ts';

const SUPPORT: Account = { email: 'support@relink.test', password: 'relink-demo' };
const HERE = /\/support\/[0-9a-f-]{36}/;

test('a question reaches support with the diagnosis that was shown, and its answer comes back', async ({
  page,
  anotherBrowser,
}) => {
  await signIn(page, MASTER);
  await page.goto('/help');
  await page.getByRole('link', { name: 'Write to support' }).click();
  await expect(page).toHaveURL(/\/support$/);
  const form = page.getByRole('region', { name: 'New conversation' });
  const diagnosis = form.getByRole('region', { name: 'Diagnosis' });
  await expect(diagnosis).toContainText('Workspace: Havel & Weber');
  await expect(diagnosis).toContainText(/Ada Novak, Facebook: Disconnected/);
  await expect(diagnosis).not.toContainText('@');
  await isAccessible(page);
  const shown = await diagnosis.locator('blockquote p').allTextContents();
  expect(shown.length).toBeGreaterThan(18);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1280, height: 800 });

  await expect(form.getByLabel('Attach this diagnosis')).toBeChecked();
  await form.getByLabel('Subject').fill('Ada cannot post');
  await form.getByLabel('Message').fill('Since Monday nothing goes out.\nWhat can we do?');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(HERE);
  await expect(page.getByRole('status')).toHaveText('Your message is sent.');
  await isAccessible(page);

  const desk = await anotherBrowser();
  await signIn(desk, SUPPORT);
  await desk.goto('/support/inbox');
  await isAccessible(desk);
  await desk.getByRole('link', { name: 'Ada cannot post' }).click();
  const asked = desk.getByRole('article');
  await expect(asked).toContainText('Since Monday nothing goes out.');
  await asked.getByText('Attached diagnosis').click();
  expect(await asked.locator('blockquote p').allTextContents()).toEqual(shown);
  await desk.getByLabel('Answer').fill('Press Refresh in her red frame.');
  await desk.getByRole('button', { name: 'Send' }).click();
  await expect(desk.getByRole('status')).toHaveText('Your message is sent.');
  await isAccessible(desk);

  await page.goto('/support');
  const own = page.getByRole('region', { name: 'Your conversations' });
  await expect(own).toContainText('New answer');
  await own.getByRole('link', { name: 'Ada cannot post' }).click();
  await expect(page.getByRole('article').last()).toContainText('Press Refresh in her red frame.');
  await page.getByRole('link', { name: 'All conversations' }).click();
  await expect(own).not.toContainText('New answer');

  await desk.getByRole('button', { name: 'Close the conversation' }).click();
  await page.goto('/support');
  await expect(own).toContainText('Closed');
});

test('what one person asks another does not see, and the inbox is support’s alone', async ({ page, anotherBrowser }) => {
  await signIn(page, REGULAR);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Write to support' }).click();
  await expect(page.getByText('a regular account does not see them')).toBeVisible();
  await page.getByLabel('Subject').fill('A private matter');
  await page.getByLabel('Message').fill('For support only.');
  await page.getByLabel('Attach this diagnosis').uncheck();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).toHaveURL(HERE);
  await expect(page.getByText('Attached diagnosis')).toHaveCount(0);
  const path = new URL(page.url()).pathname;

  const other = await anotherBrowser();
  await signIn(other, MASTER);
  for (const closed of [path, '/support/inbox', path.replace('/support', '/support/inbox')]) {
    expect((await other.goto(closed))?.status(), closed).toBe(404);
  }
});

test('a letter of support is answered by replying to it', async ({ relink, page }) => {
  // The server is started anew on the way.
  test.setTimeout(120_000);
  const office = await PostOffice.opened();
  await relink.stop();
  await relink.start({ ...office.environment, RELINK_MAIL_INBOUND: 'support@relink.example' });
  await signIn(page, MASTER);
  await page.goto('/support');
  await page.getByLabel('Subject').fill('By letter');
  await page.getByLabel('Message').fill('Do letters arrive?');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page).toHaveURL(HERE);

  const letter = await office.next(SUPPORT.email, 'By letter');
  expect(letter.text).toContain('Do letters arrive?');
  const back = letter.replyTo?.value[0]?.address ?? '';
  expect(back).toMatch(/^support\+[a-z2-7]{48}@relink\.example$/);
  const handsOver = async (to: string) => {
    const raw = `From: ${SUPPORT.email}\r\nTo: ${to}\r\nMessage-ID: <1@mail.test>\r\n\r\nThey do.\r\n\r\n> ${letter.text?.split('\n')[0]}\r\n> quoted\r\n`;
    const headers = { 'content-type': 'message/rfc822' };
    return (await fetch(`${relink.origin}/mail/inbound`, { method: 'POST', headers, body: raw })).status;
  };
  expect(await handsOver(back)).toBe(200);
  expect(await handsOver(back), 'sent twice').toBe(200);
  expect(await handsOver(back.replace('+', '+a')), 'forged').toBe(404);
  await page.reload();
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect(page.getByRole('article').last()).toContainText('They do.');
  await expect(page.getByRole('article').last()).not.toContainText('quoted');
  const answer = await office.next(MASTER.email, 'By letter');
  expect(answer.text).toContain('They do.');
  await office.close();
});

test('the demo starts again whatever became of its support account', async ({ relink, page }) => {
  await signIn(page, SUPPORT);
  await page.goto('/account');
  await page.getByLabel('Your password until now').fill(SUPPORT.password);
  await page.getByLabel('New password').fill('another password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByRole('status').first()).toBeVisible();
  await relink.stop();
  await relink.start();
  await page.goto('/support/inbox');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inbox of support');
});
