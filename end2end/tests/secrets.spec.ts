import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { BrowserContext } from '@playwright/test';

import { PROFILES } from '../support/demo.ts';
import { expect, test } from '../support/test.ts';

/** Notes everything that Relink sends to the browser, and every code and state that passes through it. */
function listen(context: BrowserContext, origin: string): { bodies: Map<string, string>; passed: Set<string> } {
  const bodies = new Map<string, string>();
  const passed = new Set<string>();
  context.on('request', (request) => {
    const url = new URL(request.url());
    for (const name of ['code', 'code_verifier', 'state']) {
      const value = url.searchParams.get(name);
      if (value) passed.add(value);
    }
  });
  context.on('response', async (response) => {
    if (!response.url().startsWith(origin) || response.status() >= 300) return;
    if (/\.(wasm|js|css|svg|woff2)$/.test(new URL(response.url()).pathname)) return;
    const body = await response.text().catch(() => '');
    bodies.set(`${response.url()} ${bodies.size}`, body);
  });
  return { bodies, passed };
}

/** Every token the sandbox ever gave out. They are plain text in its database's file. */
async function tokensOf(directory: string): Promise<string[]> {
  const found = new Set<string>();
  for (const file of await readdir(directory)) {
    if (!file.startsWith('sandbox.db')) continue;
    const bytes = await readFile(join(directory, file), 'latin1');
    for (const shape of TOKENS) for (const [token] of bytes.matchAll(shape)) found.add(token);
  }
  return [...found];
}

/** What the tokens of Facebook and X look like where they are kept: followed by the network and, at X, by the kind. */
const TOKENS = [/EAA[\w-]{128}(?=facebook)/g, /[\w-]{86}(?=x(?:access|refresh))/g];

test('no token, code or state is anywhere it should not be', async ({ profiles, sandbox, relink, context, page }) => {
  await context.addInitScript(() => {
    const memories: WebAssembly.Memory[] = [];
    Object.assign(window, { memories });
    const keep = ({ exports }: WebAssembly.Instance) => {
      if (exports.memory instanceof WebAssembly.Memory) memories.push(exports.memory);
    };
    const streaming = WebAssembly.instantiateStreaming.bind(WebAssembly);
    WebAssembly.instantiateStreaming = async (...given) => {
      const made = await streaming(...given);
      keep(made.instance);
      return made;
    };
    const plain = WebAssembly.instantiate.bind(WebAssembly) as (
      ...given: unknown[]
    ) => Promise<WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>;
    Object.assign(WebAssembly, {
      instantiate: async (...given: unknown[]) => {
        const made = await plain(...given);
        keep(made instanceof WebAssembly.Instance ? made : made.instance);
        return made;
      },
    });
  });
  const { bodies, passed } = listen(context, relink.origin);
  await profiles.open();
  await profiles.mends(await profiles.loses(sandbox, 'Ada Novak'));
  await profiles.mends(await profiles.loses(sandbox, 'Oskar Lind', 'remove-app'));
  await sandbox.advance(3 * 60 * 60);
  await profiles.checks();
  await profiles.of('Oskar Lind').is('connected');

  const data = join(relink.directory, 'data');
  const tokens = await tokensOf(data);
  expect(tokens.filter((token) => token.startsWith('EAA')).length).toBeGreaterThan(20);
  expect(tokens.filter((token) => !token.startsWith('EAA')).length).toBeGreaterThan(6);
  expect(passed.size).toBeGreaterThanOrEqual(4);
  expect(bodies.size).toBeGreaterThan(2);
  const secrets = [...tokens, ...passed];
  const leaks = (text: string) => secrets.filter((secret) => text.includes(secret)).length;

  for (const [where, body] of bodies) expect(leaks(body), where).toBe(0);
  expect(leaks(await page.content()), 'the page').toBe(0);
  expect(leaks(relink.log), 'what the server prints').toBe(0);
  for (const file of await readdir(data)) {
    if (file.startsWith('sandbox.db')) continue;
    expect(leaks(await readFile(join(data, file), 'latin1')), file).toBe(0);
  }
  const memory = await page.evaluate((secrets) => {
    const { memories } = window as unknown as { memories: WebAssembly.Memory[] };
    const texts = memories.map(({ buffer }) => new TextDecoder('latin1').decode(buffer));
    return { held: texts.length, leaks: secrets.filter((secret) => texts.some((text) => text.includes(secret))).length };
  }, secrets);
  expect(memory.held).toBeGreaterThan(0);
  expect(memory.leaks, 'the memory of the WASM').toBe(0);
});

test('passwords are nowhere in clear', async ({ profiles, relink }) => {
  expect(await profiles.all.count()).toBe(PROFILES);
  const data = join(relink.directory, 'data');
  for (const file of await readdir(data)) {
    if (file.startsWith('sandbox.db')) continue;
    expect(await readFile(join(data, file), 'latin1'), file).not.toContain('relink-demo');
  }
});

test('every page has the headers that keep it to itself', async ({ profiles, page }) => {
  expect(profiles.page).toBe(page);
  for (const path of ['/login', '/settings/social-profiles', '/no-such-page']) {
    const headers = (await page.request.get(path)).headers();
    const policy = headers['content-security-policy'] ?? '';
    expect(policy, path).toMatch(/script-src[^;]*'nonce-[^']+'/);
    expect(policy, path).toContain("'wasm-unsafe-eval'");
    expect(policy, path).not.toContain('unsafe-inline');
    expect(policy, path).not.toMatch(/'unsafe-eval'/);
    expect(policy, path).toMatch(/frame-ancestors 'none'/);
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
    expect(headers['referrer-policy'], path).toBe('same-origin');
    expect(headers['x-content-type-options'], path).toBe('nosniff');
  }
  const nonce = async () => /'nonce-([^']+)'/.exec((await page.request.get('/login')).headers()['content-security-policy'] ?? '')?.[1];
  expect(await nonce()).not.toBe(await nonce());
});

test('the page breaks none of its own rules', async ({ profiles, page, sandbox }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await profiles.open();
  await profiles.mends(await profiles.loses(sandbox, 'Lena Fischer'));
  expect(complaints).toEqual([]);
});
