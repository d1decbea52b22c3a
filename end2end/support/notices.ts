import { expect, type Locator, type Page } from '@playwright/test';

export const MAIL = '/mail';
export const NOTICES = '/account/notices';

/** The newest of the demo's letters that has a link to this profile, once it was written. */
export async function noticeAbout(page: Page, name: string): Promise<Locator> {
  const link = page.getByRole('link', { name: new RegExp(`/settings/social-profiles\\?q=${encodeURIComponent(name)}#`) });
  const letter = page.getByRole('article').filter({ has: link });
  await expect
    .poll(
      async () => {
        await page.goto(MAIL);
        return letter.count();
      },
      { message: `${name} is told`, timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  return letter.first();
}

/** The link in a letter that leads to a profile's Refresh. */
export function refreshIn(letter: Locator, name: string): Locator {
  return letter.getByRole('link', { name: new RegExp(`q=${encodeURIComponent(name)}#`) }).first();
}
