// twitter-api-v2 against the sandbox. Its hosts are fixed, so it keeps them: the connection to api.x.com leads to the
// sandbox, which knows the network by its host name.
import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { TwitterApi } from 'twitter-api-v2';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/x/callback';
const SCOPE = ['tweet.read', 'users.read', 'tweet.write', 'offline.access'];

describe('twitter-api-v2', () => {
  let sandbox;
  let settings;

  before(async () => {
    sandbox = await startSandbox();
    const client = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('x/clients', client);
    await sandbox.control('x/clients', { client_id: 'phone', redirect_uris: [CALLBACK] });
    const httpAgent = new https.Agent();
    httpAgent.createConnection = () => net.connect(sandbox.port, '127.0.0.1');
    settings = { httpAgent };
  });

  after(() => sandbox?.stop());

  const app = (keys = { clientId: 'agency', clientSecret: 'secret' }) => new TwitterApi(keys, settings);

  const consent = async (client) => {
    const { url, codeVerifier, state } = client.generateOAuth2AuthLink(CALLBACK, { scope: SCOPE });
    const back = new URL(await sandbox.consent(url, 'oskar@x.test', 'oskar-demo'));
    assert.equal(back.searchParams.get('state'), state);
    return { code: back.searchParams.get('code'), codeVerifier, redirectUri: CALLBACK };
  };

  it('signs an account in, posts, reads replies and numbers', async () => {
    const client = app();
    const { client: account, accessToken, refreshToken, expiresIn, scope } = await client.loginWithOAuth2(
      await consent(client),
    );
    assert.ok(accessToken && refreshToken);
    assert.equal(expiresIn, 7200);
    assert.deepEqual(scope, SCOPE);

    const me = await account.v2.me({ 'user.fields': ['profile_image_url', 'verified'] });
    assert.deepEqual([me.data.name, me.data.username, me.data.verified], ['Oskar Lind', 'oskarlind', false]);

    const { data: post } = await account.v2.tweet('Written by another library');
    await sandbox.control(`x/channels/${me.data.id}/add-comment`, { text: 'Nice!' });
    const replies = await account.v2.search(`conversation_id:${post.id}`);
    assert.deepEqual(replies.tweets.map((reply) => reply.text), ['Nice!']);
    const { data: numbers } = await account.v2.singleTweet(post.id, { 'tweet.fields': ['public_metrics'] });
    assert.equal(numbers.public_metrics.reply_count, 1);
    const timeline = await account.v2.userTimeline(me.data.id);
    assert.equal(timeline.tweets[0].text, 'Written by another library');
  });

  it('serves a client without a secret', async () => {
    const client = app({ clientId: 'phone' });
    const { client: account } = await client.loginWithOAuth2(await consent(client));
    assert.equal((await account.v2.me()).data.username, 'oskarlind');
  });

  it('refreshes, and a refresh token works once', async () => {
    const client = app();
    const first = await client.loginWithOAuth2(await consent(client));
    const second = await client.refreshOAuth2Token(first.refreshToken);
    assert.notEqual(second.refreshToken, first.refreshToken);
    assert.equal((await second.client.v2.me()).data.username, 'oskarlind');
    await assert.rejects(client.refreshOAuth2Token(first.refreshToken), (error) => {
      assert.equal(error.code, 400);
      assert.equal(error.data.error, 'invalid_request');
      assert.equal(error.data.error_description, 'Value passed for the token was invalid.');
      return true;
    });
  });

  it('gives a token back', async () => {
    const client = app();
    const { client: account, accessToken } = await client.loginWithOAuth2(await consent(client));
    await client.revokeOAuth2Token(accessToken, 'access_token');
    await assert.rejects(account.v2.me(), (error) => {
      assert.equal(error.code, 401);
      assert.deepEqual(error.data, {
        title: 'Unauthorized',
        type: 'about:blank',
        status: 401,
        detail: 'Unauthorized',
      });
      return true;
    });
  });

  it('reads the rate limit', async () => {
    const client = app();
    const { client: account } = await client.loginWithOAuth2(await consent(client));
    await sandbox.control('x/faults', { kind: 'rate-limit', times: 1 });
    await assert.rejects(account.v2.me(), (error) => {
      assert.equal(error.code, 429);
      assert.equal(error.rateLimit.remaining, 0);
      assert.ok(error.rateLimit.reset > 0);
      return true;
    });
    assert.ok((await account.v2.me()).data.id);
  });
});
