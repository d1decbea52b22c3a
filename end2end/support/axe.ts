import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules whose verdict depends on the colour scheme; the others need to be asked once only. */
const ABOUT_COLOUR = ['color-contrast', 'link-in-text-block'];

/** axe finds nothing on what is shown, in either colour scheme. */
export async function isAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page });
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(ABOUT_COLOUR) : axe).analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      at: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`),
    }));
    expect(found, `${page.url()}, ${colorScheme}`).toEqual([]);
  }
}
