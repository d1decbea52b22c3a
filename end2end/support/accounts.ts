import { expect, type Page } from '@playwright/test';

export interface Account {
  email: string;
  password: string;
}

export const MASTER: Account = { email: 'master@relink.test', password: 'relink-demo' };
export const REGULAR: Account = { email: 'regular@relink.test', password: 'relink-demo' };

/** Fills in the login page that is shown. */
export async function fillIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in and waits until the login page is left behind. */
export async function signIn(page: Page, account: Account, asked = '/login'): Promise<void> {
  await page.goto(asked);
  await fillIn(page, account);
  await expect(page).not.toHaveURL(/\/login/);
}
