// LinkedIn's own client against the sandbox. Its hosts are fixed, so it keeps them: the connections to www.linkedin.com
// and api.linkedin.com lead to the sandbox, which knows the network by its host name.
import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import linkedin from 'linkedin-api-client';

import { startSandbox } from '../support/sandbox.js';

const { AuthClient, RestliClient } = linkedin;
const CALLBACK = 'https://product.test/auth/linkedin/callback';
const SCOPES = ['openid', 'profile', 'rw_organization_admin', 'r_organization_social', 'w_organization_social'];
const versionString = '202511';

describe('linkedin-api-client', () => {
  let sandbox;
  const { createConnection } = https.globalAgent;

  before(async () => {
    sandbox = await startSandbox();
    const client = { client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('linkedin/clients', { ...client, client_id: 'agency' });
    await sandbox.control('linkedin/clients', { ...client, client_id: 'partner', partner: true });
    https.globalAgent.createConnection = () => net.connect(sandbox.port, '127.0.0.1');
  });

  after(() => {
    https.globalAgent.createConnection = createConnection;
    return sandbox?.stop();
  });

  const app = (clientId = 'agency', clientSecret = 'secret') =>
    new AuthClient({ clientId, clientSecret, redirectUrl: CALLBACK });

  const consent = async (client, scopes = SCOPES) => {
    const url = client.generateMemberAuthorizationUrl(scopes, 'the state');
    const back = new URL(await sandbox.consent(url, 'sofia@linkedin.test', 'sofia-demo'));
    assert.equal(back.searchParams.get('state'), 'the state');
    return back.searchParams.get('code');
  };

  const signIn = async (clientId, scopes) => {
    const client = app(clientId);
    return client.exchangeAuthCodeForAccessToken(await consent(client, scopes));
  };

  const refused = (status, data) => (error) => {
    assert.equal(error.response.status, status);
    for (const [name, value] of Object.entries(data)) assert.equal(error.response.data[name], value, name);
    return true;
  };

  it('signs a member in and knows what the token is', async () => {
    const { access_token: token, expires_in: life, refresh_token: none } = await signIn();
    assert.deepEqual([life, none], [5_184_000, undefined]);
    const { data } = await app().introspectAccessToken(token);
    assert.deepEqual([data.active, data.status, data.auth_type], [true, 'active', '3L']);
    const { data: foreign } = await app('partner').introspectAccessToken(token);
    assert.deepEqual(foreign, { active: false });
    const { data: me } = await new RestliClient().get({ resourcePath: '/userinfo', accessToken: token });
    assert.equal(me.name, 'Sofia Marin');
  });

  it('refreshes for a partner', async () => {
    const { refresh_token: refresh } = await signIn('partner');
    const fresh = await app('partner').exchangeRefreshTokenForAccessToken(refresh);
    assert.equal(fresh.refresh_token, refresh);
    await assert.rejects(app().exchangeRefreshTokenForAccessToken(refresh), refused(400, { error: 'invalid_request' }));
  });

  it('finds organizations, publishes and reads comments and numbers', async () => {
    const { access_token: accessToken } = await signIn();
    const client = new RestliClient();
    const { data: acls } = await client.finder({
      resourcePath: '/organizationAcls',
      finderName: 'roleAssignee',
      queryParams: { state: 'APPROVED', role: 'ADMINISTRATOR' },
      versionString,
      accessToken,
    });
    const [{ organization }] = acls.elements;
    const { data: known } = await client.batchGet({
      resourcePath: '/organizations',
      ids: [90412001, 90412002],
      versionString,
      accessToken,
    });
    assert.equal(known.results['90412002'].localizedName, 'Marin & Partners');
    const entity = {
      author: organization,
      commentary: 'A new terminal',
      visibility: 'PUBLIC',
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
      lifecycleState: 'PUBLISHED',
      isReshareDisabledByAuthor: false,
    };
    const created = await client.create({ resourcePath: '/posts', entity, versionString, accessToken });
    assert.equal(created.status, 201);
    const urn = created.createdEntityId;
    const { data: post } = await client.get({
      resourcePath: '/posts/{urn}',
      pathKeys: { urn: decodeURIComponent(urn) },
      versionString,
      accessToken,
    });
    assert.equal(post.commentary, 'A new terminal');
    await sandbox.control('linkedin/channels/90412001/add-comment', { text: 'Where?' });
    const { data: comments } = await client.getAll({
      resourcePath: '/socialActions/{urn}/comments',
      pathKeys: { urn: decodeURIComponent(urn) },
      versionString,
      accessToken,
    });
    assert.equal(comments.elements[0].message.text, 'Where?');
    const day = 86_400_000;
    const end = Math.floor(Date.now() / day) * day;
    const days = async (from, until) => {
      const timeRange = { start: end - from * day, end: end - until * day };
      const { data } = await client.finder({
        resourcePath: '/organizationalEntityShareStatistics',
        finderName: 'organizationalEntity',
        queryParams: {
          organizationalEntity: organization,
          timeIntervals: { timeRange, timeGranularityType: 'DAY' },
        },
        versionString,
        accessToken,
      });
      return data.elements.length;
    };
    assert.equal(await days(5, 2), 3);
    assert.equal(await days(3, 0), 1, 'the last two days are not told yet');
  });

  it('understands a wrong secret, a spent code, a sunset version and a dead token', async () => {
    const code = await consent(app());
    const wrong = app('agency', 'wrong').exchangeAuthCodeForAccessToken(code);
    await assert.rejects(wrong, refused(401, { error: 'invalid_client' }));
    const { access_token: accessToken } = await app().exchangeAuthCodeForAccessToken(code);
    await assert.rejects(app().exchangeAuthCodeForAccessToken(code), refused(400, { error: 'invalid_redirect_uri' }));
    const acls = { resourcePath: '/organizationAcls', finderName: 'roleAssignee', accessToken };
    const sunset = new RestliClient().finder({ ...acls, versionString: '202404' });
    await assert.rejects(sunset, refused(426, { code: 'NONEXISTENT_VERSION' }));
    await signIn('agency', ['openid', 'profile']);
    const dead = new RestliClient().finder({ ...acls, versionString });
    await assert.rejects(dead, refused(401, { serviceErrorCode: 65601, code: 'REVOKED_ACCESS_TOKEN' }));
  });
});
