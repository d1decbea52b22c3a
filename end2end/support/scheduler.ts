import { expect, type Locator, type Page } from '@playwright/test';

import type { Sandbox } from './sandbox.ts';

export const SCHEDULER = '/scheduler';

/** A PNG of one dot. */
export const DOT = {
  name: 'dot.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** What the sandbox's networks hold. */
export interface Posted {
  network: string;
  channel: string;
  text: string;
}

/** The Scheduler, as the words on its pages name its parts. */
export class Scheduler {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(SCHEDULER + query);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Scheduler' })).toBeVisible();
  }

  /** The form for a new post. */
  async write(): Promise<void> {
    await this.page.goto(`${SCHEDULER}/new`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Write a post' })).toBeVisible();
  }

  get text(): Locator {
    return this.page.getByLabel('Text', { exact: true });
  }

  get when(): Locator {
    return this.page.getByLabel(/^Day and time in/);
  }

  get problems(): Locator {
    return this.page.getByRole('alert').filter({ hasText: 'Not saved yet' });
  }

  async tick(...channels: string[]): Promise<void> {
    for (const channel of channels) await this.page.getByRole('checkbox', { name: channel }).check();
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save the post' }).click();
  }

  async saved(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: /^Saved/ })).toBeVisible();
  }

  /** Posts on the calendar or in the list that say this. */
  posts(text: string): Locator {
    return this.page.locator('[id^="post-"]').filter({ hasText: text });
  }
}

/** A time of a day so many days ahead, as the field for it has it. Prague is where the demo's workspace is. */
export function ahead(days: number, time: string): string {
  const then = new Date(Date.now() + days * 86_400_000);
  const date = then.toLocaleDateString('sv-SE', { timeZone: 'Europe/Prague' });
  return `${date}T${time}`;
}

/** What the sandbox holds of a text, once it is there. */
export async function arrives(sandbox: Sandbox, text: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await posted(sandbox)).filter((post) => JSON.stringify(post).includes(text)).length, {
      timeout: 20_000,
    })
    .toBe(count);
}

async function posted(sandbox: Sandbox): Promise<unknown[]> {
  const answer = await fetch(`${sandbox.address}/control/posts`);
  return (await answer.json()) as unknown[];
}
