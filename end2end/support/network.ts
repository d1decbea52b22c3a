import { expect, type Page } from '@playwright/test';

import type { Person } from './sandbox.ts';

/** A network's own pages, as a person meets them on the way from Refresh and back. */
export class NetworkPages {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  private button(name: string) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Becomes that person there, whoever the network takes the browser for, up to the question for consent. */
  async logIn({ name, login, password }: Person): Promise<void> {
    const consent = this.button('Continue');
    await expect(this.button('Log in').or(consent)).toBeVisible();
    if (await consent.isVisible()) {
      if (await this.page.getByText(name).first().isVisible()) return;
      await this.useAnotherAccount();
    }
    await this.page.getByLabel('Login').fill(login);
    await this.page.getByLabel('Password').fill(password);
    await this.button('Log in').click();
    await expect(consent).toBeVisible();
  }

  async tick(channel: string): Promise<void> {
    await this.page.getByRole('checkbox', { name: channel, exact: true }).check();
  }

  async untick(channel: string): Promise<void> {
    await this.page.getByRole('checkbox', { name: channel, exact: true }).uncheck();
  }

  async agree(): Promise<void> {
    await this.button('Continue').click();
  }

  async cancel(): Promise<void> {
    await expect(this.button('Cancel').first()).toBeVisible();
    await this.button('Cancel').first().click();
  }

  async useAnotherAccount(): Promise<void> {
    await this.button('Use another account').click();
  }

  /** All of it, without changing a tick. */
  async passThrough(person: Person): Promise<void> {
    await this.logIn(person);
    await this.agree();
  }
}

/** The reconnect window, from the network's pages to its own end. */
export class ReconnectWindow extends NetworkPages {
  /** Full success: it goes away by itself. */
  async closesItself(): Promise<void> {
    await expect.poll(() => this.page.isClosed(), { message: 'the window closes itself' }).toBe(true);
  }

  /** The person agrees, and nothing is left to say. */
  async agreeAndClose(): Promise<void> {
    const agreed = this.agree().catch((error: unknown) => {
      // The window may be gone before the click is reported as done.
      if (!this.page.isClosed()) throw error;
    });
    await this.closesItself();
    await agreed;
  }
}
