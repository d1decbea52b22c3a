import { type ECDH, createECDH, randomBytes } from 'node:crypto';

import { type Page, expect } from '@playwright/test';
import { decrypt } from 'http_ece';

import { NOTICES } from './notices.ts';
import type { Pushed, Sandbox } from './sandbox.ts';

/** What a device is told. */
export interface Told {
  title: string;
  body: string;
  url: string;
  tag: string | null;
}

/**
 * A device whose subscription is at the sandbox's push service, with keys made here: a browser's own would need the push
 * service of its vendor.
 */
export class Device {
  readonly endpoint: string;
  private readonly name: string;
  private readonly sandbox: Sandbox;
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly auth = randomBytes(16).toString('base64url');

  constructor(sandbox: Sandbox, name: string) {
    this.sandbox = sandbox;
    this.name = name;
    this.endpoint = `${sandbox.origin}/push-service/${name}`;
    this.keys.generateKeys();
  }

  /** Fills the form as its script does, and sends it. */
  async add(page: Page): Promise<void> {
    await page.goto(NOTICES);
    const subscription = { endpoint: this.endpoint, p256dh: this.keys.getPublicKey('base64url'), auth: this.auth };
    const loaded = page.waitForURL(/done=device/);
    await page.evaluate((subscription) => {
      const form = document.querySelector<HTMLFormElement>('[data-device="off"] form');
      if (!form) throw new Error('there is no form for a device');
      for (const [name, value] of Object.entries(subscription)) {
        (form.elements.namedItem(name) as HTMLInputElement).value = value;
      }
      form.submit();
    }, subscription);
    await loaded;
  }

  /** What was sent to it, the oldest first. */
  sent(): Promise<Pushed[]> {
    return this.sandbox.pushed(this.name);
  }

  /** What its push service answers from now on. */
  answers(status: number): Promise<void> {
    return this.sandbox.answersPush(this.name, status);
  }

  /** What was sent, as it reads it: by somebody else's implementation of the encryption. */
  async told(): Promise<Told[]> {
    const taken = (await this.sent()).filter(({ status }) => status === 201);
    return taken.map(({ body }) => {
      const keys = { version: 'aes128gcm', privateKey: this.keys, authSecret: this.auth } as const;
      return JSON.parse(decrypt(Buffer.from(body, 'base64'), keys).toString('utf8')) as Told;
    });
  }

  /** The first message about something, once it came. */
  async toldOf(what: string): Promise<Told> {
    const about = async () => (await this.told()).filter(({ title, body }) => `${title}\n${body}`.includes(what));
    await expect.poll(async () => (await about()).length, { message: `${what} is told` }).toBe(1);
    return (await about())[0] as Told;
  }
}
