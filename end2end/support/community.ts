import { expect, type Locator, type Page } from '@playwright/test';

import type { Sandbox } from './sandbox.ts';

export const COMMUNITY = '/community';

/** Community Management, as the words on its pages name its parts. */
export class Community {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(COMMUNITY + query);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Community' })).toBeVisible();
  }

  /** Comments of the queue, or of a thread, that say this. */
  comments(text: string): Locator {
    return this.page.locator('li[id^="comment-"]:visible').filter({ hasText: text });
  }

  /** A comment once it has arrived. */
  async arrived(text: string): Promise<Locator> {
    const comment = this.comments(text).first();
    // Networks are asked from time to time.
    await expect(comment).toBeVisible({ timeout: 170_000 });
    return comment;
  }

  /** The same for a page that does not follow what happens: it is opened again until the comment is there. */
  async opened(text: string): Promise<Locator> {
    const comment = this.comments(text).first();
    await expect(async () => {
      await this.open();
      await expect(comment).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 170_000 });
    return comment;
  }

  /** Answers a comment in the queue. */
  async answer(comment: Locator, text: string): Promise<void> {
    await comment.locator('summary').filter({ hasText: /^Answer|^Propose/ }).click();
    await comment.getByRole('textbox', { name: /^Answer to/ }).fill(text);
    await comment.getByRole('button', { name: /^Send the answer|^Propose it/ }).click();
  }
}

/** The channel's own comments of this text that a network holds. */
export async function answersAt(sandbox: Sandbox, network: string, text: string): Promise<number> {
  const comments = await sandbox.comments(network);
  return comments.filter((comment) => comment.own && comment.text === text).length;
}
