import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BrowserContext, type Page, test as base } from '@playwright/test';

import { MASTER, signIn } from './accounts.ts';
import { SocialProfiles } from './profiles.ts';
import { Relink } from './relink.ts';
import { Sandbox } from './sandbox.ts';

export { expect } from '@playwright/test';

export interface Options {
  /** Whether the page gets its WASM. */
  wasm: 'allowed' | 'blocked';
}

interface Stage {
  /** The demo, as fresh as on its first start; nobody else uses it. */
  relink: Relink;
  sandbox: Sandbox;
  /** Social Profiles, seen by the Master Account. */
  profiles: SocialProfiles;
  /** A browser of somebody else, or another browser of the same person. */
  anotherBrowser: () => Promise<Page>;
}

interface Seed {
  ports: [number, number];
  directory: string;
}

export const test = base.extend<Options & Stage, { seed: Seed }>({
  wasm: ['allowed', { option: true }],

  // A first start sows the demo; every test begins with a copy of what it sowed, so that no test
  // meets what another one left behind.
  seed: [
    async ({}, use, worker) => {
      const ports = await Relink.ports(worker.parallelIndex);
      const first = await Relink.place(ports);
      const directory = await mkdtemp(join(tmpdir(), 'relink-seed-'));
      try {
        await first.start();
        await first.stop();
        await cp(first.directory, directory, { recursive: true });
      } finally {
        await first.remove();
      }
      await use({ ports, directory });
      await rm(directory, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  relink: async ({ seed }, use, story) => {
    const relink = await Relink.place(seed.ports, seed.directory);
    try {
      await relink.start();
      await use(relink);
    } finally {
      await relink.remove();
    }
    if (story.status !== story.expectedStatus) {
      await story.attach('relink.log', { body: relink.log, contentType: 'text/plain' });
    }
  },

  sandbox: async ({ relink }, use) => use(new Sandbox(relink.sandboxPort)),

  baseURL: async ({ relink }, use) => use(relink.origin),

  context: async ({ context, wasm }, use) => {
    await limit(context, wasm);
    await use(context);
  },

  profiles: async ({ page, wasm }, use) => {
    await signIn(page, MASTER);
    const profiles = new SocialProfiles(page, wasm);
    await profiles.shown();
    await use(profiles);
  },

  anotherBrowser: async ({ browser, wasm }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push(context);
      await limit(context, wasm);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
});

async function limit(context: BrowserContext, wasm: Options['wasm']): Promise<void> {
  if (wasm === 'blocked') await context.route('**/*.wasm', (route) => route.abort());
}
