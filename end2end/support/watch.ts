import { expect, type Page } from '@playwright/test';

/** Counts the documents a tab loads from now on. */
export function countDocuments(page: Page): () => number {
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) loads += 1;
  });
  return () => loads;
}

/** Marks the document; a reload would lose the mark. */
export async function markDocument(page: Page): Promise<{ stays: () => Promise<void> }> {
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  return {
    stays: async () => expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true),
  };
}

/** Notes every text that the status element says from now on. */
export async function hearStatus(page: Page): Promise<() => Promise<string[]>> {
  await page.getByRole('status').evaluate((status) => {
    const said: string[] = [];
    Object.assign(window, { said });
    let last = status.textContent.trim();
    new MutationObserver(() => {
      const text = status.textContent.trim();
      if (text !== '' && text !== last) said.push(text);
      last = text;
    }).observe(status, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

/** Notes every profile that turns red from now on, by id. */
export async function watchForRed(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const turned: string[] = [];
    Object.assign(window, { turned });
    new MutationObserver((changes) => {
      for (const { target, oldValue } of changes) {
        if (!(target instanceof HTMLElement)) continue;
        const { profile, health } = target.dataset;
        if (profile && health === 'disconnected' && oldValue !== health) turned.push(profile);
      }
    }).observe(document.body, { subtree: true, attributeFilter: ['data-health'], attributeOldValue: true });
  });
  return () => page.evaluate(() => (window as unknown as { turned: string[] }).turned);
}

/** The sum of all layout shifts from now on. */
export async function watchLayout(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const layout = { shift: 0, where: [] as string[] };
    Object.assign(window, { layout });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) layout.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift' });
  });
  return async () => {
    // Two frames, so that what the last change moved has been counted.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
    );
    return page.evaluate(() => (window as unknown as { layout: { shift: number } }).layout.shift);
  };
}

/** Counts the changes of the document from now on. */
export async function countMutations(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const mutations = { count: 0 };
    Object.assign(window, { mutations });
    new MutationObserver((records) => {
      mutations.count += records.length;
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { mutations: { count: number } }).mutations.count);
}
