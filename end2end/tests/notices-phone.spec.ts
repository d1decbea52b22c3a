import { NetworkPages } from '../support/network.ts';
import { noticeAbout, refreshIn } from '../support/notices.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';

test('two taps from the letter to the network, and everything is green', async ({ profiles, sandbox, page, context }) => {
  const ada = await profiles.loses(sandbox, ADA);
  const letter = await noticeAbout(page, ADA);
  const told = refreshIn(letter, ADA);
  await told.scrollIntoViewIfNeeded();
  await told.tap();
  await profiles.shown();
  const opening = context.waitForEvent('page');
  await profiles.of(ADA).refresh.tap();
  const opened = new NetworkPages(await opening);
  await opened.logIn(ada);
  await opened.agree().catch(() => {});
  await expect.poll(() => opened.page.isClosed()).toBe(true);
  await profiles.of(ADA).isWhole();
});
