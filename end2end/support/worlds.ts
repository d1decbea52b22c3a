import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from '@playwright/test';

import { MASTER, signIn } from './accounts.ts';
import { SocialProfiles } from './profiles.ts';
import { Relink } from './relink.ts';
import { Sandbox } from './sandbox.ts';

/** `sown`: the demo as on its first start, some profiles lost. `well`: the same after all of them were refreshed. */
export type World = 'sown' | 'well';

/** Directories to begin a story with. Each is made once, so that a story costs a copy and a start. */
export class Worlds {
  readonly ports: [number, number];
  private readonly browser: Browser;
  private readonly made = new Map<World, Promise<string>>();

  constructor(ports: [number, number], browser: Browser) {
    this.ports = ports;
    this.browser = browser;
  }

  directory(world: World): Promise<string> {
    const made = this.made.get(world) ?? (world === 'sown' ? this.sow() : this.mend());
    this.made.set(world, made);
    return made;
  }

  private async sow(): Promise<string> {
    return this.keep(await Relink.place(this.ports), async () => {});
  }

  private async mend(): Promise<string> {
    const relink = await Relink.place(this.ports, await this.directory('sown'));
    return this.keep(relink, async () => {
      const page = await this.browser.newPage({ baseURL: relink.origin });
      await signIn(page, MASTER);
      const profiles = new SocialProfiles(page);
      await profiles.shown();
      await profiles.mendsAll(new Sandbox(relink.sandboxPort));
      await page.context().close();
    });
  }

  private async keep(relink: Relink, story: () => Promise<void>): Promise<string> {
    try {
      await relink.start();
      await story();
      await relink.stop();
      const directory = await mkdtemp(join(tmpdir(), 'relink-world-'));
      await cp(relink.directory, directory, { recursive: true });
      return directory;
    } finally {
      await relink.remove();
    }
  }

  async remove(): Promise<void> {
    const made = await Promise.allSettled(this.made.values());
    for (const world of made) {
      if (world.status === 'fulfilled') await rm(world.value, { recursive: true, force: true });
    }
  }
}
