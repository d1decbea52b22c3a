// Two clients against the sandbox's Instagram: passport-instagram-graph signs in at Instagram itself, and keeps its fixed
// hosts; instagram-graph-api reaches an account through the page it hangs on, and only its address differs.
import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Client, Constants, DayMetric, PageField, PublicMediaField } from 'instagram-graph-api';
import { Strategy } from 'passport-instagram-graph';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/instagram/callback';
const SCOPE = ['instagram_business_basic', 'instagram_business_content_publish'];

describe('passport-instagram-graph', () => {
  let sandbox;
  let agent;

  before(async () => {
    sandbox = await startSandbox();
    const client = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('instagram/clients', client);
    agent = new https.Agent();
    agent.createConnection = () => net.connect(sandbox.port, '127.0.0.1');
  });

  after(() => sandbox?.stop());

  const strategy = (options = {}) => {
    const made = new Strategy(
      { clientID: 'agency', clientSecret: 'secret', callbackURL: CALLBACK, scopeSeparator: ',', ...options },
      (accessToken, _refreshToken, profile, done) => done(null, { accessToken, profile }),
    );
    made._oauth2.setAgent(agent);
    return made;
  };

  // What passport does with a strategy, as one promise.
  const authenticate = (strategy, query = {}) =>
    new Promise((resolve, reject) => {
      const run = Object.create(strategy);
      run.redirect = (url) => resolve({ redirect: url });
      run.success = (user) => resolve({ user });
      run.fail = (challenge) => resolve({ fail: challenge });
      run.error = reject;
      run.authenticate({ query, session: {} }, { scope: SCOPE });
    });

  const signIn = async () => {
    const { redirect } = await authenticate(strategy());
    assert.match(redirect, /^https:\/\/api\.instagram\.com\/oauth\/authorize\//);
    const back = new URL(await sandbox.consent(redirect, 'clara@instagram.test', 'clara-demo'));
    assert.equal(back.hash, '#_');
    return Object.fromEntries(back.searchParams);
  };

  it('signs an account in and reads its profile', async () => {
    const { user } = await authenticate(strategy(), await signIn());
    assert.match(user.accessToken, /^IGAA/);
    assert.deepEqual([user.profile.username, user.profile.accountType], ['clarawinter.art', 'BUSINESS']);
    assert.match(user.profile.id, /^\d{17}$/);
  });

  it('is told that a code works once, and that a secret is wrong', async () => {
    const query = await signIn();
    await authenticate(strategy(), query);
    const refused = (error) => {
      assert.equal(error.oauthError.statusCode, 400);
      return JSON.parse(error.oauthError.data).error_message;
    };
    await assert.rejects(authenticate(strategy(), query), (error) => {
      assert.equal(refused(error), 'Matching code was not found or was already used');
      return true;
    });
    await assert.rejects(authenticate(strategy({ clientSecret: 'wrong' }), await signIn()), (error) => {
      assert.equal(refused(error), 'Error validating client secret.');
      return true;
    });
  });
});

describe('instagram-graph-api', () => {
  let sandbox;
  let client;

  before(async () => {
    sandbox = await startSandbox();
    const app = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('facebook/clients', app);
    Constants.API_URL = `${sandbox.url}/facebook`;
    const graph = `${sandbox.url}/facebook/v18.0`;
    const scope =
      'pages_show_list,pages_read_engagement,instagram_basic,instagram_content_publish,instagram_manage_comments,instagram_manage_insights';
    const dialog = `${graph}/dialog/oauth?${new URLSearchParams({ client_id: 'agency', redirect_uri: CALLBACK, scope })}`;
    const back = new URL(await sandbox.consent(dialog, 'nora@facebook.test', 'nora-demo'));
    const exchange = new URLSearchParams({
      client_id: 'agency',
      client_secret: 'secret',
      redirect_uri: CALLBACK,
      code: back.searchParams.get('code'),
    });
    const { access_token: user } = await (await fetch(`${graph}/oauth/access_token?${exchange}`)).json();
    const asked = new URLSearchParams({ access_token: user, fields: 'access_token,instagram_business_account' });
    const { data } = await (await fetch(`${graph}/me/accounts?${asked}`)).json();
    const page = data.find((page) => page.instagram_business_account);
    client = new Client(page.access_token, page.instagram_business_account.id, 'v18.0');
  });

  after(() => sandbox?.stop());

  it('reads the account and its media', async () => {
    const fields = [PageField.USERNAME, PageField.NAME, PageField.MEDIA_COUNT, PageField.IG_ID];
    const info = await client.newGetPageInfoRequest(...fields).execute();
    assert.deepEqual([info.getName(), info.getUsername(), info.getMediaCount()], ['Donau Design', 'donaudesign', 3]);
    const media = await client.newGetPageMediaRequest().execute();
    assert.equal(media.getIds().length, 3);
    assert.ok(media.getPaging().getAfter());
  });

  it('publishes a picture and answers a comment below it', async () => {
    const photo = client.newPostPagePhotoMediaRequest('https://product.test/picture.jpg', 'Written by another library');
    const container = (await photo.execute()).getId();
    const state = await client.newGetContainerRequest(container).execute();
    assert.equal(state.getContainerStatusCode(), 'FINISHED');
    const medium = (await client.newPostPublishMediaRequest(container).execute()).getId();
    const info = await client.newGetMediaInfoRequest(medium, PublicMediaField.CAPTION).execute();
    assert.equal(info.getCaption(), 'Written by another library');
    const limit = await client.newGetContentPublishingLimitRequest().execute();
    assert.equal(limit.getQuotaUsage(), 1);

    await sandbox.control(`facebook/channels/${client.getPageId()}/add-comment`, { text: 'Nice!' });
    const comments = await client.newGetMediaCommentsRequest(medium).execute();
    assert.deepEqual(comments.getTexts(), ['Nice!']);
    const [comment] = comments.getIds();
    assert.ok((await client.newPostReplyRequest(comment, 'Thank you').execute()).getId());
    const replies = await client.newGetRepliesRequest(comment).execute();
    assert.deepEqual(replies.getTexts(), ['Thank you']);
  });

  it('reads the numbers of a day', async () => {
    const metrics = [DayMetric.REACH, DayMetric.FOLLOWER_COUNT];
    const numbers = await client.newGetPageDayInsightsRequest(...metrics).execute();
    assert.deepEqual(numbers.getMetrics().map((metric) => metric.getMetricName()), metrics);
    assert.ok(numbers.getMetricByName('reach').getMetricData().values[0].value > 0);
  });
});
