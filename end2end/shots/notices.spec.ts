import { noticeAbout } from '../support/notices.ts';
import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('a notice, and what is chosen', async ({ profiles, sandbox, page }) => {
  await profiles.loses(sandbox, 'Ada Novak');
  await noticeAbout(page, 'Ada Novak');
  await shoot(page, 'notices-mail');
  await page.goto('/account/notices');
  await shoot(page, 'notices-choices');
});
