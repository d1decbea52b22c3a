import { expect, type Locator, type Page } from '@playwright/test';

import { isHydrated } from './hydrated.ts';
import { ReconnectWindow } from './network.ts';
import type { Act, Person, Sandbox } from './sandbox.ts';

export type Health = 'connected' | 'expiring' | 'disconnected' | 'uncertain';

export const SOCIAL_PROFILES = '/settings/social-profiles';

/** The page Social Profiles, as the contract names its parts. */
export class SocialProfiles {
  readonly page: Page;
  private readonly wasm: 'allowed' | 'blocked';

  constructor(page: Page, wasm: 'allowed' | 'blocked' = 'allowed') {
    this.page = page;
    this.wasm = wasm;
  }

  /** Opens it anew. */
  async open(query = ''): Promise<void> {
    await this.page.goto(SOCIAL_PROFILES + query);
    await this.shown();
  }

  /** It is shown, and its WASM listens if it may. */
  async shown(): Promise<void> {
    await expect(this.page).toHaveURL(new RegExp(SOCIAL_PROFILES));
    await expect(this.page.getByRole('heading', { level: 1, name: 'Social Profiles' })).toBeVisible();
    if (this.wasm === 'allowed') await isHydrated(this.page);
  }

  get all(): Locator {
    return this.page.locator('[data-profile]');
  }

  get checkNow(): Locator {
    return this.page.getByRole('button', { name: 'Check now' });
  }

  get lostConnection(): Locator {
    return this.page.getByRole('region', { name: 'Lost connection' });
  }

  get status(): Locator {
    return this.page.getByRole('status');
  }

  of(name: string): Profile {
    return new Profile(this.page, name);
  }

  async names(health: Health): Promise<string[]> {
    const found = await this.page.locator(`[data-profile][data-health="${health}"]`).all();
    const links = found.map((profile) => profile.getByRole('link', { name: /^Refresh / }));
    const texts = links.map(async (link) => (await accessibleName(link)).replace('Refresh ', ''));
    return Promise.all(texts);
  }

  /** "Check now" is clicked, and every network has answered, or failed to. */
  async checks(): Promise<void> {
    const onItsWay = this.page.waitForResponse((answer) => answer.request().method() === 'POST');
    await this.checkNow.click();
    await onItsWay;
    await expect(this.checkNow).toHaveAttribute('aria-busy', 'false', { timeout: 20_000 });
  }

  /** What happened at the network is noticed: the profile has that health after a check. */
  async notices(name: string, health: Health): Promise<void> {
    await this.checks();
    await this.of(name).is(health);
  }

  /** Something happens to somebody at the network, and Relink notices that it lost them. */
  async loses(sandbox: Sandbox, name: string, act: Act = 'change-password'): Promise<Person> {
    const person = await sandbox.happens(name, act);
    await this.notices(name, 'disconnected');
    return person;
  }

  /** Refresh is clicked on everything red, until nothing is. */
  async mendsAll(sandbox: Sandbox): Promise<void> {
    for (const name of await this.names('disconnected')) {
      await this.mends(await sandbox.person(name));
    }
    await expect(this.lostConnection).toHaveCount(0);
  }

  /** The whole of what a person does about one red profile. */
  async mends(person: Person): Promise<void> {
    const opened = await this.of(person.name).refreshes();
    await opened.logIn(person);
    await opened.agreeAndClose();
    await this.of(person.name).isWhole();
  }
}

/** One personal profile with its channels. */
export class Profile {
  readonly name: string;
  readonly row: Locator;
  readonly refresh: Locator;
  private readonly page: Page;

  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
    this.refresh = page.getByRole('link', { name: `Refresh ${name}`, exact: true });
    this.row = page.locator('[data-profile]').filter({ has: this.refresh });
  }

  /** Asks whether to remove it. */
  get remove(): Locator {
    return this.row.getByRole('button', { name: `Remove ${this.name}`, exact: true });
  }

  get channels(): Locator {
    return this.row.locator('[data-channel]');
  }

  channel(name: string): Locator {
    return this.channels.filter({ hasText: name });
  }

  async id(): Promise<string> {
    return (await this.row.getAttribute('data-profile')) ?? '';
  }

  async is(health: Health): Promise<void> {
    await expect(this.row).toHaveAttribute('data-health', health);
  }

  async channelIs(name: string, health: Health): Promise<void> {
    await expect(this.channel(name)).toHaveAttribute('data-health', health);
  }

  /** It and every channel of it are healthy. */
  async isWhole(): Promise<void> {
    await expect(this.row).toHaveAttribute('data-health', /^(connected|expiring)$/);
    await expect(this.row.locator('[data-channel][data-health="disconnected"]')).toHaveCount(0);
  }

  /** Clicks Refresh, which opens a window. */
  async refreshes(): Promise<ReconnectWindow> {
    const opening = this.page.context().waitForEvent('page');
    await this.refresh.click();
    return new ReconnectWindow(await opening);
  }
}

/** Chooses a network under "Add a profile", which opens a window. */
export async function adds(page: Page, network: string): Promise<ReconnectWindow> {
  const choice = page.locator(`a[href^="/connect/new/${network}"]`);
  if (!(await choice.isVisible())) await page.getByText('Add a profile', { exact: true }).first().click();
  const opening = page.context().waitForEvent('page');
  await choice.click();
  return new ReconnectWindow(await opening);
}

async function accessibleName(locator: Locator): Promise<string> {
  return (await locator.getAttribute('aria-label')) ?? (await locator.innerText());
}
