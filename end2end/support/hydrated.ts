import { expect, type Page } from '@playwright/test';

/** Waits until the page's WASM has taken over: its controls have listeners then, and are plain links and forms before. */
export async function isHydrated(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const listeners = async () => {
    const { result } = await devtools.send('Runtime.evaluate', {
      expression: `document.querySelector('[data-profile] a[href^="/connect/"]') ?? document.querySelector('form:has([name="profiles"])')`,
    });
    if (!result.objectId) return 0;
    return (await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId })).listeners.length;
  };
  await expect.poll(listeners, { message: 'the page is hydrated', intervals: [20] }).toBeGreaterThan(0);
  await devtools.detach();
}
