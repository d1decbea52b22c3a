// passport-facebook against the sandbox: only its three addresses differ from what it does in life.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Strategy } from 'passport-facebook';

import { startSandbox } from '../support/sandbox.js';

const CALLBACK = 'https://product.test/auth/facebook/callback';

describe('passport-facebook', () => {
  let sandbox;

  before(async () => {
    sandbox = await startSandbox();
    const client = { client_id: 'agency', client_secret: 'secret', redirect_uris: [CALLBACK] };
    await sandbox.control('facebook/clients', client);
  });

  after(() => sandbox?.stop());

  const strategy = (options = {}) => {
    const base = `${sandbox.url}/facebook`;
    return new Strategy(
      {
        clientID: 'agency',
        clientSecret: 'secret',
        callbackURL: CALLBACK,
        authorizationURL: `${base}/v26.0/dialog/oauth`,
        tokenURL: `${base}/v26.0/oauth/access_token`,
        profileURL: `${base}/v26.0/me`,
        profileFields: ['id', 'displayName', 'name', 'picture.type(large)'],
        enableProof: true,
        ...options,
      },
      (accessToken, _refreshToken, profile, done) => done(null, { accessToken, profile }),
    );
  };

  // What passport does with a strategy, as one promise.
  const authenticate = (strategy, query = {}, options = {}) =>
    new Promise((resolve, reject) => {
      const run = Object.create(strategy);
      run.redirect = (url) => resolve({ redirect: url });
      run.success = (user) => resolve({ user });
      run.fail = (challenge) => resolve({ fail: challenge });
      run.error = reject;
      run.authenticate({ query, session: {} }, options);
    });

  const signIn = async (options) => {
    const { redirect } = await authenticate(strategy(), {}, options);
    const back = await sandbox.consent(redirect, 'ada@facebook.test', 'ada-demo');
    return Object.fromEntries(new URL(back).searchParams);
  };

  it('signs a person in and reads the profile with the proof of its secret', async () => {
    const query = await signIn({ scope: ['pages_show_list', 'pages_manage_posts'] });
    const { user } = await authenticate(strategy(), query);
    assert.equal(user.profile.displayName, 'Ada Novak');
    assert.equal(user.profile.name.givenName, 'Ada');
    assert.match(user.profile.photos[0].value, /^http:\/\/localhost:\d+\/facebook\//);
    assert.match(user.accessToken, /^EAA/);
  });

  it('may ask for the password again', async () => {
    const query = await signIn({ authType: 'reauthenticate' });
    const { user } = await authenticate(strategy(), query);
    assert.equal(user.profile.displayName, 'Ada Novak');
  });

  it('understands that a code works once', async () => {
    const query = await signIn({});
    await authenticate(strategy(), query);
    await assert.rejects(authenticate(strategy(), query), (error) => {
      assert.equal(error.name, 'FacebookTokenError');
      assert.equal(error.message, 'This authorization code has been used.');
      assert.deepEqual([error.code, error.subcode], [100, 36009]);
      return true;
    });
  });

  it('understands a wrong secret', async () => {
    const query = await signIn({});
    await assert.rejects(authenticate(strategy({ clientSecret: 'wrong' }), query), {
      name: 'FacebookTokenError',
      message: 'Error validating client secret.',
    });
  });

  it('understands a dead token', async () => {
    const query = await signIn({});
    const { user } = await authenticate(strategy(), query);
    const people = await sandbox.control('people');
    const ada = people.find((person) => person.name === 'Ada Novak');
    await sandbox.control(`facebook/people/${ada.id}/remove-app`, {});
    const profile = new Promise((resolve, reject) => {
      strategy().userProfile(user.accessToken, (error, value) => (error ? reject(error) : resolve(value)));
    });
    await assert.rejects(profile, (error) => {
      assert.equal(error.name, 'FacebookGraphAPIError');
      assert.deepEqual([error.code, error.subcode], [190, 458]);
      return true;
    });
  });

  it('understands a person who does not agree', async () => {
    const { redirect } = await authenticate(strategy());
    const page = await fetch(redirect);
    const flow = /name="flow" value="([^"]+)"/.exec(await page.text())[1];
    const body = new URLSearchParams({ flow, act: 'cancel' });
    const left = await fetch(`${sandbox.url}/facebook/-/sign-in`, { method: 'POST', body, redirect: 'manual' });
    const query = Object.fromEntries(new URL(left.headers.get('location')).searchParams);
    const { fail } = await authenticate(strategy(), query);
    assert.equal(fail.message, 'Permissions error');
  });
});
