// google-auth-library and Google's own YouTube client against the sandbox: the one is given other addresses, the other
// keeps its host and is led to the sandbox.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { youtube } from '@googleapis/youtube';
import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/youtube/callback';
const SCOPE = ['email', 'https://www.googleapis.com/auth/youtube', 'https://www.googleapis.com/auth/youtube.force-ssl'];

describe('google-auth-library', () => {
  let sandbox;

  before(async () => {
    sandbox = await startSandbox();
    const client = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('youtube/clients', client);
  });

  after(() => sandbox?.stop());

  const app = (options = {}) => {
    const base = `${sandbox.url}/youtube`;
    return new OAuth2Client({
      clientId: 'agency',
      clientSecret: 'secret',
      redirectUri: CALLBACK,
      ...options,
      endpoints: {
        oauth2AuthBaseUrl: `${base}/o/oauth2/v2/auth`,
        oauth2TokenUrl: `${base}/token`,
        oauth2RevokeUrl: `${base}/revoke`,
        tokenInfoUrl: `${base}/tokeninfo`,
      },
    });
  };

  const consent = async (client, options = {}, who = 'ingrid') => {
    const url = client.generateAuthUrl({ access_type: 'offline', prompt: 'consent', scope: SCOPE, state: 's', ...options });
    const back = new URL(await sandbox.consent(url, `${who}@youtube.test`, `${who}-demo`));
    assert.equal(back.searchParams.get('state'), 's');
    return back.searchParams.get('code');
  };

  const signIn = async (who, options) => {
    const client = app(options);
    const { tokens } = await client.getToken(await consent(client, {}, who));
    client.setCredentials(tokens);
    return client;
  };

  const led = (url, init) => fetch(String(url).replace('https://youtube.googleapis.com', `${sandbox.url}/youtube`), init);
  const api = (auth) => youtube({ version: 'v3', auth, fetchImplementation: led });

  it('gets tokens with a proof, refreshes them and reads what they are', async () => {
    const client = app();
    const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
    const proof = { code_challenge_method: CodeChallengeMethod.S256, code_challenge: codeChallenge };
    const code = await consent(client, proof);
    const { tokens } = await client.getToken({ code, codeVerifier });
    assert.equal(tokens.token_type, 'Bearer');
    assert.ok(tokens.expiry_date > Date.now() + 3_500_000);
    client.setCredentials(tokens);
    const { credentials } = await client.refreshAccessToken();
    assert.notEqual(credentials.access_token, tokens.access_token);
    assert.equal(credentials.refresh_token, tokens.refresh_token, 'it stays');
    const info = await client.getTokenInfo(credentials.access_token);
    assert.deepEqual([info.aud, info.email], ['agency', 'ingrid@youtube.test']);
    assert.ok(info.scopes.includes('https://www.googleapis.com/auth/youtube'));
  });

  it('understands a wrong secret and a spent code', async () => {
    const code = await consent(app());
    await assert.rejects(app({ clientSecret: 'wrong' }).getToken(code), (error) => {
      assert.deepEqual([error.status, error.response.data.error], [401, 'invalid_client']);
      return true;
    });
    await app().getToken(code);
    await assert.rejects(app().getToken(code), (error) => {
      assert.deepEqual([error.status, error.response.data.error], [400, 'invalid_grant']);
      return true;
    });
  });

  it('refreshes by itself when a call is refused, and gives the grant back', async () => {
    const client = await signIn('ingrid', { forceRefreshOnFailure: true });
    await sandbox.control('clock', { advance_seconds: 3_700 });
    const url = `${sandbox.url}/youtube/youtube/v3/channels?part=snippet&mine=true`;
    const { data } = await client.request({ url });
    assert.equal(data.items[0].snippet.title, 'Fjord Knitting Room');
    const { refresh_token: last } = client.credentials;
    const { status } = await client.revokeCredentials();
    assert.equal(status, 200);
    client.setCredentials({ refresh_token: last });
    await assert.rejects(client.getAccessToken(), (error) => {
      assert.equal(error.response.data.error_description, 'Token has been expired or revoked.');
      return true;
    });
  });

  it("lets Google's YouTube client list, upload and answer", async () => {
    const service = api(await signIn());
    const { data: channels } = await service.channels.list({ part: ['id', 'contentDetails'], mine: true });
    const [{ id, contentDetails }] = channels.items;
    const { uploads } = contentDetails.relatedPlaylists;
    const requestBody = { snippet: { title: 'Cast on' }, status: { privacyStatus: 'unlisted' } };
    const media = { mimeType: 'video/mp4', body: Readable.from(Buffer.alloc(70_000, 1)) };
    const { data: video } = await service.videos.insert({ part: ['snippet', 'status'], requestBody, media });
    assert.deepEqual([video.snippet.channelId, video.status.privacyStatus], [id, 'unlisted']);
    const { data: list } = await service.playlistItems.list({ part: ['contentDetails'], playlistId: uploads });
    assert.equal(list.items[0].contentDetails.videoId, video.id);
    await sandbox.control(`youtube/channels/${id}/add-comment`, { text: 'Which wool?' });
    const { data: threads } = await service.commentThreads.list({ part: ['snippet'], videoId: video.id });
    const [thread] = threads.items;
    assert.equal(thread.snippet.topLevelComment.snippet.textOriginal, 'Which wool?');
    const reply = { snippet: { parentId: thread.id, textOriginal: 'Merino.' } };
    const { data: answer } = await service.comments.insert({ part: ['snippet'], requestBody: reply });
    assert.equal(answer.snippet.parentId, thread.id);
  });

  it('understands a login without a channel, and a quota', async () => {
    const service = api(await signIn('bruno'));
    const { data } = await service.channels.list({ part: ['id'], mine: true });
    assert.equal(data.items, undefined);
    await sandbox.control('youtube/faults', { kind: 'rate-limit', times: 1 });
    await assert.rejects(service.channels.list({ part: ['id'], mine: true }), (error) => {
      assert.equal(error.status, 403);
      assert.equal(error.response.data.error.errors[0].reason, 'quotaExceeded');
      return true;
    });
  });
});
