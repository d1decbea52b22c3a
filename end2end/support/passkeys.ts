import type { CDPSession, Page } from '@playwright/test';

/** A device with an authenticator of its own, made by the browser; its pages make passkeys there, and sign in by them. */
export class PasskeyDevice {
  private readonly client: CDPSession;
  private readonly id: string;

  private constructor(client: CDPSession, id: string) {
    this.client = client;
    this.id = id;
  }

  static async with(page: Page): Promise<PasskeyDevice> {
    const client = await page.context().newCDPSession(page);
    await client.send('WebAuthn.enable');
    const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new PasskeyDevice(client, authenticatorId);
  }

  /** Whether it knows the finger that is laid on it. */
  async knowsTheFinger(isUserVerified: boolean): Promise<void> {
    await this.client.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified });
  }

  /** How many passkeys it holds. */
  async holds(): Promise<number> {
    const { credentials } = await this.client.send('WebAuthn.getCredentials', { authenticatorId: this.id });
    return credentials.length;
  }
}
