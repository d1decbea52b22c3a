import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

/** Keeps a headless Chromium quiet on a machine without a network. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = process.env.CHROMIUM;

/** The browser: the one `CHROMIUM` names, else Playwright's own. */
export const chromium: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
  browserName: 'chromium',
  launchOptions: { args: QUIET, ...(executablePath ? { executablePath } : {}) },
  locale: 'en-GB',
  timezoneId: 'Europe/Prague',
};
