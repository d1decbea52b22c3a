import { MASTER, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Community } from '../support/community.ts';
import { expect, test } from '../support/test.ts';

test.setTimeout(240_000);

test('a comment is answered on a phone, and nothing is wider than it', async ({ page }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  await community.open();
  const comment = await community.arrived('Is the model of the school on show');
  await isAccessible(page);
  const paths = ['/community', '/community/roles', (await comment.getByRole('link', { name: /^Open/ }).getAttribute('href')) ?? ''];
  await community.answer(comment, 'Yes, sent from the tram.');
  await expect(comment).toContainText('Answered');
  for (const path of paths) {
    await page.goto(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
});
