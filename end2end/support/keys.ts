import type { Page } from '@playwright/test';

/** Makes a key of the API that opens these, by the names of their boxes; its secret. */
export async function makeKey(page: Page, opens: (string | RegExp)[]): Promise<string> {
  await page.goto('/settings/api');
  await page.getByLabel('What it is for').fill('A program');
  for (const name of opens) await page.getByLabel(name).check();
  await page.getByRole('button', { name: 'Make a key' }).click();
  return page.getByLabel('Key').inputValue();
}

/** Makes a key that opens everything. */
export async function makeMasterKey(page: Page): Promise<string> {
  await page.goto('/settings/api');
  const boxes = await page.getByRole('main').getByRole('checkbox').all();
  await page.getByLabel('What it is for').fill('Everything');
  for (const box of boxes) await box.check();
  await page.getByRole('button', { name: 'Make a key' }).click();
  return page.getByLabel('Key').inputValue();
}
