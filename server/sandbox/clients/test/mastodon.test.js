// masto against the sandbox: an instance is an address, so the library only gets that. It leaves no room for a path, and
// not every machine resolves names below localhost: the lookup of the instance's name is answered here.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { after, before, describe, it } from 'node:test';
import { createOAuthAPIClient, createRestAPIClient } from 'masto';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/mastodon/callback';
const SCOPES = 'read write';

describe('masto', () => {
  const lookup = dns.lookup;
  let sandbox;
  let url;
  let app;

  before(async () => {
    sandbox = await startSandbox();
    url = `http://social.localhost:${sandbox.port}`;
    dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
    app = await createRestAPIClient({ url }).v1.apps.create({
      clientName: 'Agency',
      redirectUris: [CALLBACK],
      scopes: SCOPES,
      website: 'https://product.test',
    });
  });

  after(() => {
    dns.lookup = lookup;
    return sandbox?.stop();
  });

  const signIn = async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: CALLBACK,
      scope: SCOPES,
      state: 'the state',
    });
    const address = `${url}/oauth/authorize?${query}`;
    const back = new URL(await sandbox.consent(address, 'greta@mastodon.test', 'greta-demo'));
    assert.equal(back.searchParams.get('state'), 'the state');
    const token = await createOAuthAPIClient({ url }).token.create({
      grantType: 'authorization_code',
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      redirectUri: CALLBACK,
      code: back.searchParams.get('code'),
      scope: SCOPES,
    });
    return { token, account: createRestAPIClient({ url, accessToken: token.accessToken }) };
  };

  it('registers, signs in, and gets the same token again', async () => {
    assert.deepEqual(app.redirectUris, [CALLBACK]);
    const { token, account } = await signIn();
    assert.deepEqual([token.tokenType, token.scope], ['Bearer', SCOPES]);
    const me = await account.v1.accounts.verifyCredentials();
    assert.deepEqual([me.displayName, me.acct, me.source.privacy], ['Greta Holm', 'greta', 'public']);
    assert.equal((await account.v1.apps.verifyCredentials()).name, 'Agency');
    assert.equal((await signIn()).token.accessToken, token.accessToken);
    assert.ok((await account.v2.instance.fetch()).domain.startsWith('social.localhost'));
  });

  it('publishes, reads what is said below, and walks through pages', async () => {
    const { account } = await signIn();
    const me = await account.v1.accounts.verifyCredentials();
    const options = { requestInit: { headers: { 'Idempotency-Key': 'once' } } };
    const post = await account.v1.statuses.create({ status: 'Written by another library' }, options);
    const again = await account.v1.statuses.create({ status: 'Written by another library' }, options);
    assert.equal(again.id, post.id);
    await sandbox.control(`mastodon/channels/${me.id}/add-comment`, { text: 'Nice!' });
    const { descendants } = await account.v1.statuses.$select(post.id).context.fetch();
    assert.equal(descendants.length, 1);
    assert.match(descendants[0].content, /Nice!/);
    const [mention] = await account.v1.notifications.list({ types: ['mention'] });
    assert.equal(mention.status.id, descendants[0].id);

    const seen = [];
    for await (const page of account.v1.accounts.$select(me.id).statuses.list({ limit: 2 })) {
      seen.push(...page.map((status) => status.id));
    }
    assert.equal(new Set(seen).size, 4);
    assert.equal(seen[0], post.id);
  });

  it('gives a token back and hears what became of it', async () => {
    const { token, account } = await signIn();
    const { clientId, clientSecret } = app;
    await createOAuthAPIClient({ url }).revoke.create({ clientId, clientSecret, token: token.accessToken });
    await assert.rejects(account.v1.accounts.verifyCredentials(), (error) => {
      assert.deepEqual([error.statusCode, error.message], [401, 'The access token was revoked']);
      return true;
    });
  });

  it('hears that the instance has trouble', async () => {
    const { account } = await signIn();
    await sandbox.control('mastodon/faults', { kind: 'rate-limit', times: 1 });
    await assert.rejects(account.v1.accounts.verifyCredentials(), (error) => error.statusCode === 429);
    assert.ok(await account.v1.accounts.verifyCredentials());
  });
});
