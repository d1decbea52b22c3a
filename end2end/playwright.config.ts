import { defineConfig } from '@playwright/test';

import { chromium } from './support/chromium.ts';
import type { Options } from './support/test.ts';

const desktop = { viewport: { width: 1280, height: 800 } };
const mobile = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
};

/** Stories that are told on a phone too, and those that need the page without its WASM. */
const ON_A_PHONE = /(phone|accessible|workbench|two-factor|roles)\.spec\.ts/;
const WITHOUT_WASM = /without-wasm\.spec\.ts/;

export default defineConfig<Options>({
  testDir: 'tests',
  outputDir: 'test-results/traces',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { ...chromium, trace: { mode: 'retain-on-failure', screenshots: false, sources: false } },
  projects: [
    { name: 'desktop', testIgnore: [/phone\.spec\.ts/, WITHOUT_WASM], use: desktop },
    { name: 'phone', testMatch: ON_A_PHONE, use: mobile },
    { name: 'without-wasm', testMatch: WITHOUT_WASM, use: { ...desktop, wasm: 'blocked' } },
  ],
});
