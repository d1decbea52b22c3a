import { MASTER, signIn } from '../support/accounts.ts';
import { Community } from '../support/community.ts';
import { expect, test } from '../support/test.ts';

test.setTimeout(240_000);

test('two people and one comment: whoever was slower keeps what they typed', async ({ page, anotherBrowser }) => {
  await signIn(page, MASTER);
  const community = new Community(page);
  const comment = await community.opened('Is the model of the school on show');
  const other = await anotherBrowser();
  await signIn(other, MASTER);
  const theirs = new Community(other);
  await (await theirs.opened('Is the model of the school on show')).getByRole('button', { name: 'Done' }).click();
  await expect(other.locator('#done')).toContainText('Done.');
  await community.answer(comment, 'It is, until Friday');
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody was faster' })).toBeVisible();
  await expect(comment.getByRole('textbox', { name: /^Answer to/ })).toHaveValue('It is, until Friday');
  await comment.getByRole('button', { name: 'Send the answer' }).click();
  await expect(comment).toContainText('Answered');
});
