import type { Page } from '@playwright/test';

/** Where webhooks are. */
export const HOOKS = '/settings/webhooks';

/** Adds a webhook; a program's that is told everything, unless something else is said. */
export async function addHook(page: Page, url: string, kind = /^A program/, told?: string): Promise<void> {
  const form = page.getByRole('region', { name: 'Add a webhook' });
  if (told !== undefined) {
    for (const topic of await form.getByRole('checkbox').all()) await topic.uncheck();
    await form.getByLabel(told).check();
  }
  await form.getByLabel('Address').fill(url);
  await form.getByLabel(kind).check();
  await form.getByRole('button', { name: 'Add a webhook' }).click();
}
