// passport-tiktok-auth against the sandbox. Its hosts stay as they are written into it: over TLS, the connections to
// www.tiktok.com and open.tiktokapis.com lead to the sandbox.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Strategy } from 'passport-tiktok-auth';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/tiktok/callback';
const SCOPE = ['user.info.basic', 'user.info.profile', 'user.info.stats'];

describe('passport-tiktok-auth', () => {
  let sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await sandbox.standInForAllHosts();
    const client = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('tiktok/clients', client);
  });

  after(() => sandbox?.stop());

  const strategy = (options = {}) =>
    new Strategy(
      { clientID: 'agency', clientSecret: 'secret', callbackURL: CALLBACK, scope: SCOPE, state: false, ...options },
      (accessToken, refreshToken, profile, done) => done(null, { accessToken, refreshToken, profile }),
    );

  // What passport does with a strategy, as one promise.
  const authenticate = (strategy, query = {}) =>
    new Promise((resolve, reject) => {
      const run = Object.create(strategy);
      run.redirect = (url) => resolve({ redirect: url });
      run.success = (user) => resolve({ user });
      run.fail = (challenge) => resolve({ fail: challenge });
      run.error = reject;
      run.authenticate({ query, session: {} }, { state: 'the state' });
    });

  const signIn = async (options) => {
    const { redirect } = await authenticate(strategy(options));
    assert.match(redirect, /^https:\/\/www\.tiktok\.com\/v2\/auth\/authorize\/\?/);
    const back = await sandbox.consent(redirect, 'mila@tiktok.test', 'mila-demo');
    return Object.fromEntries(new URL(back).searchParams);
  };

  it('signs a person in and reads every field of the profile', async () => {
    const query = await signIn();
    assert.equal(query.scopes, SCOPE.join(','));
    const { user } = await authenticate(strategy(), query);
    assert.match(user.accessToken, /^act\./);
    assert.match(user.refreshToken, /^rft\./);
    const { profile } = user;
    assert.deepEqual([profile.displayName, profile.username], ['Mila Horvat', 'milahorvat']);
    // Followers come and go.
    assert.ok(Math.abs(profile.followerCount - 48310) < 5000, `${profile.followerCount}`);
    assert.match(profile.profileImage, /^https:\/\/open\.tiktokapis\.com\//);
    assert.equal(profile._json.error.code, 'ok');
  });

  it('understands that a code works once, and a wrong secret', async () => {
    const query = await signIn();
    await assert.rejects(authenticate(strategy({ clientSecret: 'wrong' }), query), /Failed to obtain access token/);
    await authenticate(strategy(), query);
    await assert.rejects(authenticate(strategy(), query), /Failed to obtain access token/);
  });

  it('understands a scope that was not asked for and a dead token', async () => {
    const query = await signIn({ scope: ['user.info.basic'] });
    await assert.rejects(authenticate(strategy(), query), (error) => {
      assert.equal(error.oauthError.statusCode, 401);
      assert.equal(JSON.parse(error.oauthError.data).error.code, 'scope_not_authorized');
      return true;
    });
    const { user } = await authenticate(strategy(), await signIn());
    const people = await sandbox.control('people');
    const mila = people.find((person) => person.name === 'Mila Horvat');
    await sandbox.control(`tiktok/people/${mila.id}/remove-app`, {});
    const profile = new Promise((resolve, reject) => {
      strategy().userProfile(user.accessToken, {}, (error, value) => (error ? reject(error) : resolve(value)));
    });
    await assert.rejects(profile, (error) => {
      assert.equal(JSON.parse(error.oauthError.data).error.code, 'access_token_invalid');
      return true;
    });
  });

  it('understands a person who does not agree', async () => {
    const { redirect } = await authenticate(strategy());
    const back = await sandbox.decline(redirect);
    const { fail } = await authenticate(strategy(), Object.fromEntries(back.searchParams));
    assert.equal(fail.message, 'User cancelled the authorization');
  });
});
