// pinterest-node-api against the sandbox. It keeps its host: over TLS, the connections to api.pinterest.com lead to the
// sandbox.
import assert from 'node:assert/strict';
import https from 'node:https';
import { after, before, describe, it } from 'node:test';
import PinterestAPI from 'pinterest-node-api';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/pinterest/callback';
const SCOPE = 'user_accounts:read,boards:read,boards:write,pins:read,pins:write';

describe('pinterest-node-api', () => {
  let sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await sandbox.standInForAllHosts();
    // The library sends a body when its socket has connected, which one that is kept alive has done before.
    https.globalAgent.keepAlive = false;
    const client = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('pinterest/clients', client);
  });

  after(() => sandbox?.stop());

  const app = (secret = 'secret') => {
    const client = new PinterestAPI();
    client.setApiKey('agency', secret);
    return client;
  };

  const consent = async () => {
    const query = new URLSearchParams({ client_id: 'agency', redirect_uri: CALLBACK, response_type: 'code', scope: SCOPE });
    const back = await sandbox.consent(`https://www.pinterest.com/oauth/?${query}`, 'henrik@pinterest.test', 'henrik-demo');
    return { grant_type: 'authorization_code', code: new URL(back).searchParams.get('code'), redirect_uri: CALLBACK };
  };

  const signIn = async () => {
    const tokens = await app().oauth.createAccessToken(await consent());
    const client = app();
    client.setUserToken(tokens.access_token);
    return { client, tokens };
  };

  it('signs an account in and shows its boards page by page', async () => {
    const { client, tokens } = await signIn();
    assert.deepEqual([tokens.expires_in, tokens.refresh_token_expires_in], [2592000, 5184000]);
    const account = await client.user_account.get();
    assert.deepEqual([account.username, account.account_type], ['henrikdahl', 'BUSINESS']);
    assert.match(account.profile_image, /^https:\/\/api\.pinterest\.com\//);
    const first = await client.boards.list({ query: { page_size: 2 } });
    const second = await client.boards.list({ query: { page_size: 2, bookmark: first.bookmark } });
    assert.deepEqual([first.items.length, second.items.length, second.bookmark], [2, 1, null]);
  });

  it('creates a pin and reads its numbers', async () => {
    const { client } = await signIn();
    const [board] = (await client.boards.list()).items;
    const pin = await client.pins.create({
      board_id: board.id,
      title: 'Written by another library',
      media_source: { source_type: 'image_url', url: 'https://product.test/lamp.jpg' },
    });
    assert.equal(pin.lastResponse.statusCode, 201);
    const listed = await client.pins.list();
    assert.equal(listed.items[0].id, pin.id);
    const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    const span = { start_date: day(3), end_date: day(0) };
    const numbers = await client.pins.getAnalytics(pin.id, { query: { ...span, metric_types: 'IMPRESSION,SAVE' } });
    assert.deepEqual(numbers.all.lifetime_metrics, { IMPRESSION: 0, SAVE: 0 });
    const all = await client.user_account.getAnalytics({ query: span });
    assert.equal(all.all.daily_metrics.length, 4);
  });

  it('refreshes, and a refresh token works once', async () => {
    const { tokens } = await signIn();
    const again = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    const next = await app().oauth.createAccessToken(again);
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    const dead = await app().oauth.createAccessToken(again);
    assert.deepEqual([dead.lastResponse.statusCode, dead.code, dead.message], [401, 2, 'Authentication failed.']);
    const wrong = await app('wrong').oauth.createAccessToken(await consent());
    assert.deepEqual([wrong.lastResponse.statusCode, wrong.code], [401, 2]);
  });

  it('reads refusals and what is left of the limit', async () => {
    const { client } = await signIn();
    const missing = await client.pins.get('1');
    assert.deepEqual([missing.lastResponse.statusCode, missing.message], [404, 'Pin not found.']);
    assert.ok(Number(missing.lastResponse.headers['x-ratelimit-remaining']) > 0);
    await sandbox.control('pinterest/faults', { kind: 'rate-limit', times: 1 });
    const limited = await client.user_account.get();
    assert.deepEqual([limited.lastResponse.statusCode, limited.code], [429, 8]);
  });
});
