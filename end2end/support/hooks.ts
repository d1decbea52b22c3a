import type { Page } from '@playwright/test';

/** Where webhooks are. */
export const HOOKS = '/settings/webhooks';

/** Adds a webhook that is told everything; a program's unless something else is named. */
export async function addHook(page: Page, url: string, kind = /^A program/): Promise<void> {
  const form = page.getByRole('region', { name: 'Add a webhook' });
  await form.getByLabel('Address').fill(url);
  await form.getByLabel(kind).check();
  await form.getByRole('button', { name: 'Add a webhook' }).click();
}
