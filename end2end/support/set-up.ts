import { randomBytes } from 'node:crypto';

import { expect } from '@playwright/test';

import type { Relink } from './relink.ts';

/** A first start without the demo, and the one-time link that it prints. */
export async function firstMasterAccount(relink: Relink): Promise<string> {
  await relink.start(withoutDemo());
  const link = () => new RegExp(`${relink.origin}/\\S+`).exec(relink.log)?.[0];
  await expect.poll(link).toBeDefined();
  return link() ?? '';
}

/** What an installation needs that is no demo. */
export function withoutDemo(): Record<string, string> {
  return { RELINK_SANDBOX: 'off', RELINK_KEYS: `first:${randomBytes(32).toString('base64')}` };
}
