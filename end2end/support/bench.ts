import type { Page } from '@playwright/test';

/** A page of an App whose content the story writes itself: what the workbench does is asked for by attributes alone. */
export class Bench {
  /** The content of main. */
  html: string;
  /** What the event stream says next: kinds and data. */
  private readonly waiting: [string, object][] = [];
  readonly page: Page;
  /** How often the page was read, the first time apart. */
  readings = 0;
  /** What forms have sent. */
  readonly sent: URLSearchParams[] = [];
  /** Whether the server answers. */
  isCut = false;
  private position = 1;

  private constructor(page: Page, html: string) {
    this.page = page;
    this.html = html;
  }

  /** Lays `html` into the page of the Scheduler, for somebody who is signed in, and opens it. */
  static async with(page: Page, html: string): Promise<Bench> {
    const bench = new Bench(page, html);
    await page.route(/\/scheduler(\?.*)?$/, async (route) => {
      const request = route.request();
      if (bench.isCut) return route.abort();
      if (request.method() === 'POST') bench.sent.push(new URLSearchParams(request.postData() ?? ''));
      const real = await route.fetch({ method: 'GET', postData: undefined });
      const drawn = await real.text();
      bench.readings += request.isNavigationRequest() ? 0 : 1;
      const lines = drawn.match(/<p id="said"[^>]*>.*?<\/p>|<p[^>]*id="(said|cut)"[^>]*>.*?<\/p>/gs) ?? [];
      const main = `<main id="content" data-live="/events?workspace=w&amp;after=${bench.position}">${bench.html}${lines.join('')}</main>`;
      return route.fulfill({ response: real, body: drawn.replace(/<main.*<\/main>/s, () => main) });
    });
    await page.route('**/events?*', (route) => {
      const frames = bench.waiting.splice(0).map(([kind, data]) => `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
      return route.fulfill({ contentType: 'text/event-stream', body: `retry: 50\n\n${frames.join('')}` });
    });
    await page.goto('/scheduler');
    return bench;
  }

  /** Something happened. */
  happens(what: object | string): void {
    this.position += 1;
    this.waiting.push(['change', { id: this.position, at: 0, what }]);
  }
}
