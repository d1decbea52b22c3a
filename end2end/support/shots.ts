import type { Page } from '@playwright/test';

const WIDTHS = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } };

/** The whole page, light and dark, wide and narrow. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [width, size] of Object.entries(WIDTHS)) {
      await page.setViewportSize(size);
      await page.screenshot({
        path: `test-results/shots/${name}-${width}-${colorScheme}.png`,
        fullPage: true,
        animations: 'disabled',
      });
    }
  }
  await page.setViewportSize(WIDTHS.wide);
}
