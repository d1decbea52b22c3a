import { defineConfig } from '@playwright/test';

import { chromium } from './support/chromium.ts';
import type { Options } from './support/test.ts';

/** Pictures of every state, for looking at: `npm run shots`. They end in test-results/shots. */
export default defineConfig<Options>({
  testDir: 'shots',
  outputDir: 'test-results/shots-traces',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { ...chromium },
});
