// @atproto/oauth-client-node against the sandbox: it finds the server from a handle, as in life; only the resolver of
// handles and the directory of DIDs are named. It insists on https, so what it fetches goes the way behind a server that
// ends the encryption: plainly, to the sandbox, with the name that was asked for and the word that it was https.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { NodeOAuthClient } from '@atproto/oauth-client-node';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'http://127.0.0.1/auth/bluesky/callback';
const SCOPE = 'atproto transition:generic';
const IRIS = 'did:plc:k2xq7mvrf4wz3iris5vondra';

describe('@atproto/oauth-client-node', () => {
  let sandbox;
  let client;
  let kept;

  // A store that a test can look into.
  const store = () => {
    const values = new Map();
    return {
      values,
      get: async (key) => values.get(key),
      set: async (key, value) => void values.set(key, structuredClone(value)),
      del: async (key) => void values.delete(key),
    };
  };

  before(async () => {
    sandbox = await startSandbox();
    const server = 'https://pds.localhost';
    kept = store();
    client = new NodeOAuthClient({
      clientMetadata: {
        client_id: `http://localhost?${new URLSearchParams({ redirect_uri: CALLBACK, scope: SCOPE })}`,
        redirect_uris: [CALLBACK],
        scope: SCOPE,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        dpop_bound_access_tokens: true,
      },
      fetch,
      handleResolver: server,
      plcDirectoryUrl: server,
      stateStore: store(),
      sessionStore: kept,
      requestLock: (_name, work) => work(),
    });
  });

  after(() => sandbox?.stop());

  const fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const headers = { ...Object.fromEntries(request.headers), host: url.host, 'x-forwarded-proto': 'https' };
    const body = Buffer.from(await request.arrayBuffer());
    const options = { host: '127.0.0.1', port: sandbox.port, method: request.method, headers };
    return new Promise((resolve, reject) => {
      const sent = http.request({ ...options, path: url.pathname + url.search }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const { statusCode: status, headers } = answer;
          resolve(new Response(Buffer.concat(parts), { status, headers }));
        });
      });
      sent.on('error', reject).end(body);
    });
  };

  const signIn = async () => {
    const address = await client.authorize('iris.pds.localhost', { scope: SCOPE, state: 'the state' });
    const back = new URL(await sandbox.consent(address.href, 'iris@bluesky.test', 'iris-demo'));
    const { session, state } = await client.callback(back.searchParams);
    assert.equal(state, 'the state');
    return session;
  };

  const call = async (session, name, body) => {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await session.fetchHandler(`/xrpc/${name}`, init);
    return { status: answer.status, body: await answer.json() };
  };

  const post = (text, more) => ({
    repo: IRIS,
    collection: 'app.bsky.feed.post',
    record: { $type: 'app.bsky.feed.post', text, createdAt: new Date().toISOString(), ...more },
  });

  it('signs an account in, posts, and reads what is said below', async () => {
    const session = await signIn();
    assert.equal(session.did, IRIS);
    assert.equal((await call(session, 'com.atproto.server.getSession')).body.handle, 'iris.pds.localhost');
    const made = await call(session, 'com.atproto.repo.createRecord', post('Written by another library'));
    assert.equal(made.status, 200);
    const { uri, cid } = made.body;
    await sandbox.control(`bluesky/channels/${IRIS}/add-comment`, { text: 'Nice!' });
    const reply = { root: { uri, cid }, parent: { uri, cid } };
    await call(session, 'com.atproto.repo.createRecord', post('Thank you', { reply }));
    const { thread } = (await call(session, `app.bsky.feed.getPostThread?uri=${uri}`)).body;
    assert.deepEqual(thread.replies.map((it) => it.post.record.text), ['Nice!', 'Thank you']);
    const { posts } = (await call(session, `app.bsky.feed.getPosts?uris=${uri}`)).body;
    assert.equal(posts[0].replyCount, 2);
  });

  it('refreshes when it must, and is told when the session was ended', async () => {
    await signIn();
    const before = kept.values.get(IRIS).tokenSet;
    const session = await client.restore(IRIS, true);
    const now = kept.values.get(IRIS).tokenSet;
    assert.notEqual(now.refresh_token, before.refresh_token);
    assert.equal((await call(session, 'com.atproto.server.getSession')).status, 200);
    await sandbox.control(`bluesky/people/${IRIS}/remove-app`, {});
    await assert.rejects(client.restore(IRIS, true));
    assert.equal(kept.values.has(IRIS), false, 'a session that cannot be refreshed is dropped');
  });

  it('gets a new nonce when the server has moved on', async () => {
    const session = await signIn();
    await sandbox.control('clock', { advance_seconds: 600 });
    assert.equal((await call(session, 'com.atproto.server.getSession')).status, 200);
    await sandbox.control('reset', {});
  });

  it('gives a session back', async () => {
    const session = await signIn();
    await session.signOut();
    assert.equal(kept.values.has(IRIS), false);
    const people = await sandbox.control('people');
    const [grant] = people.find((person) => person.id === IRIS).grants;
    assert.equal(grant.alive, false, 'nothing is left with which the client could act');
  });
});
