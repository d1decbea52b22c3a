import { expect, type Locator, type Page } from '@playwright/test';

export const CALENDAR = '/settings/social-profiles/calendar';

/** The calendar of renewals. */
export class RenewalCalendar {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto(CALENDAR);
    await this.shown();
  }

  async shown(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Renewal calendar' })).toBeVisible();
  }

  /** The day on which somebody's login ends. */
  day(name: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.locator('time[datetime]'), hasText: name }).first();
  }

  refresh(name: string): Locator {
    return this.page.getByRole('link', { name: `Refresh ${name}`, exact: true });
  }

  /** The date of that day, as machines write it. */
  async dateOf(name: string): Promise<string> {
    return (await this.day(name).locator('time').first().getAttribute('datetime')) ?? '';
  }

  /** Makes a link for other calendars; its path. */
  async makesALink(): Promise<string> {
    await this.page.getByRole('button', { name: 'Make a calendar link' }).click();
    const address = this.page.getByLabel('Calendar address');
    await expect(address).toBeVisible();
    return new URL(await address.inputValue()).pathname;
  }
}
