import { expect, type Locator, type Page } from '@playwright/test';

export const LINKS = '/settings/links';

/** The page of reconnect links. */
export class ReconnectLinks {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto(LINKS);
    await this.shown();
  }

  async shown(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Reconnect links' })).toBeVisible();
  }

  /** Makes a link for what is chosen, or for `target`; its path. */
  async make(target?: string, note = ''): Promise<string> {
    if (target) await this.page.getByLabel('For', { exact: true }).selectOption({ label: target });
    await this.page.getByLabel(/^Why/).fill(note);
    await this.page.getByRole('button', { name: 'Make the link' }).click();
    return new URL(await this.page.getByLabel('Link', { exact: true }).inputValue()).pathname;
  }

  /** The newest link's row. */
  get newest(): Locator {
    return this.page.locator('[data-link]').first();
  }

  async newestIs(state: string): Promise<void> {
    await this.open();
    await expect(this.newest).toHaveAttribute('data-state', state);
  }
}
