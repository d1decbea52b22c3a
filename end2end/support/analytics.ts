import { expect, type Locator, type Page } from '@playwright/test';

import type { Relink } from './relink.ts';
import type { Sandbox } from './sandbox.ts';

export const ANALYTICS = '/analytics';
export const DAY = 24 * 60 * 60;

/** What is shown by the day, as its ids name it. */
export type Measure = 'followers' | 'reach' | 'views' | 'engagement' | 'posts';

/** Analytics, as the words on its page name its parts. */
export class Analytics {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(ANALYTICS + query);
    await this.shown();
  }

  async shown(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Analytics' })).toBeVisible();
  }

  /** The page of one channel, by its link in the table of all. */
  async choose(channel: string): Promise<void> {
    await this.byChannel.getByRole('link', { name: channel, exact: true }).click();
    await expect(this.byChannel).toHaveCount(0);
    await expect(this.page.getByRole('combobox', { name: 'Channel' })).toHaveValue(/./);
  }

  tile(measure: Measure): Locator {
    return this.page.locator(`#tile-${measure}`);
  }

  chart(measure: Measure): Locator {
    return this.page.locator(`#chart-${measure}`);
  }

  /** The list of what is missing, which the charts' signs lead to. */
  get gaps(): Locator {
    return this.page.getByRole('region', { name: 'Missing days' });
  }

  get byDay(): Locator {
    return this.page.getByRole('table', { name: 'Day by day' });
  }

  get byChannel(): Locator {
    return this.page.getByRole('table', { name: 'Channel by channel' });
  }

  get best(): Locator {
    return this.page.getByRole('region', { name: 'Best time to post' });
  }

  /** The row of a channel among all of them. */
  row(channel: string): Locator {
    return this.byChannel.getByRole('row').filter({ has: this.page.getByRole('link', { name: channel, exact: true }) });
  }

  /** Waits until the network has told of a channel what people did there. */
  async told(channel: string): Promise<void> {
    await expect(this.row(channel).getByRole('cell').nth(3)).toContainText(/\d/, { timeout: 30_000 });
  }
}

/** Days go by, at the networks and here, in which the server was off; `before` these, so many had gone by. */
export async function daysGoBy(relink: Relink, sandbox: Sandbox, days: number, before = 0): Promise<void> {
  await sandbox.advance(days * DAY);
  await relink.stop();
  await relink.start({ RELINK_CLOCK_AHEAD: `${(before + days) * DAY}` });
}
