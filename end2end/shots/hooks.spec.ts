import { MASTER, signIn } from '../support/accounts.ts';
import { HOOKS, addHook } from '../support/hooks.ts';
import { shoot } from '../support/shots.ts';
import { expect, test } from '../support/test.ts';

test('webhooks, and what became of their messages', async ({ sandbox, page }) => {
  await signIn(page, MASTER, HOOKS);
  await shoot(page, 'hooks-none');
  await addHook(page, `${sandbox.origin}/hooks/program`);
  await shoot(page, 'hooks-secret');
  await page.goto(HOOKS);
  await addHook(page, `${sandbox.origin}/hooks/chat`, /^A chat/);
  await sandbox.answersHook('program', 500);
  await page.getByRole('button', { name: /^Send a test message/ }).first().click();
  await page.getByRole('button', { name: /^Send a test message/ }).last().click();
  await expect.poll(async () => (await sandbox.heard('chat')).length).toBeGreaterThan(0);
  await page.goto(HOOKS);
  await shoot(page, 'hooks-list');
  await page.goto(`${sandbox.origin}/hooks/program`);
  await shoot(page, 'hooks-sandbox');
});
