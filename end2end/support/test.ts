import { type BrowserContext, type Page, test as base } from '@playwright/test';

import { MASTER, signIn } from './accounts.ts';
import { Line } from './line.ts';
import { SocialProfiles } from './profiles.ts';
import { Relink } from './relink.ts';
import { Sandbox } from './sandbox.ts';
import { type World, Worlds } from './worlds.ts';

export { expect } from '@playwright/test';

export interface Options {
  /** Whether the page gets its WASM. */
  wasm: 'allowed' | 'blocked';
  /** What the story begins with. */
  world: World;
}

interface Stage {
  /** The demo; nobody else uses it. */
  relink: Relink;
  sandbox: Sandbox;
  /** Social Profiles, seen by the Master Account. */
  profiles: SocialProfiles;
  /** A browser of somebody else, or another browser of the same person. */
  anotherBrowser: (line?: Line) => Promise<Page>;
  /** A line for a browser, to be cut. */
  line: Line;
  /** A Relink that is no demo and has not been started. */
  bare: Relink;
}

export const test = base.extend<Options & Stage, { worlds: Worlds }>({
  wasm: ['allowed', { option: true }],
  world: ['sown', { option: true }],

  worlds: [
    async ({ browser }, use, worker) => {
      const worlds = new Worlds(await Relink.ports(worker.parallelIndex), browser);
      await use(worlds);
      await worlds.remove();
    },
    { scope: 'worker' },
  ],

  // Every story has a server of its own, so that none meets what another one left behind.
  relink: async ({ worlds, world }, use, story) => {
    const relink = await Relink.place(worlds.ports, await worlds.directory(world));
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

  bare: async ({ worlds }, use) => {
    const bare = await Relink.place(worlds.ports);
    await use(bare);
    await bare.remove();
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
    await use(async (line) => {
      const context = await browser.newContext(line ? { proxy: { server: line.address } } : {});
      opened.push(context);
      await limit(context, wasm);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },

  line: async ({}, use) => {
    const line = await Line.laid();
    await use(line);
    await line.remove();
  },
});

async function limit(context: BrowserContext, wasm: Options['wasm']): Promise<void> {
  if (wasm === 'blocked') await context.route('**/*.wasm', (route) => route.abort());
}
