import { makeKey, makeMasterKey } from '../support/keys.ts';
import { NetworkPages } from '../support/network.ts';
import { type Ended, run } from '../support/program.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';

test('somebody at a terminal makes a link, and by it the profile is mended', async ({
  profiles,
  sandbox,
  page,
  relink,
  anotherBrowser,
}) => {
  const ada = await profiles.loses(sandbox, ADA);
  const key = await makeKey(page, [/^Profiles and channels/, /^Reconnect links/, /^Make and revoke/]);
  const type = (line: string[], secret = key): Promise<Ended> =>
    run(process.env.RELINK_BIN ?? '', line, { RELINK_API_KEY: secret, RELINK_API_URL: relink.origin });

  const listed = await type(['profiles', '--network', 'facebook', '--health', 'disconnected']);
  expect(listed.errors).toBe('');
  expect(listed.output).toMatch(/^HEALTH +NETWORK +NAME +CHANNELS +ID +WHY\n/);
  expect(listed.output).toMatch(/disconnected +facebook +Ada Novak .* The login at Facebook has expired\./);
  expect(listed.output).not.toContain('connected     x');

  const made = await type(['link', 'create', '--profile', 'ada novak', '--days', '2', '--note', 'Please']);
  expect(made).toMatchObject({ code: 0, errors: '' });
  const client = await anotherBrowser();
  await client.goto(made.output.trim());
  await expect(client.getByRole('main')).toContainText('Please');
  await client.getByRole('link', { name: 'Go on to Facebook' }).click();
  await new NetworkPages(client).passThrough(ada);
  await expect(client.getByRole('heading', { level: 1 })).toHaveText('Thank you');
  expect((await type(['link', 'list'])).output).toMatch(/done +facebook +Ada Novak/);

  const second = await type(['link', 'create', '--network', 'x', '--json']);
  const id = JSON.parse(second.output).link.id as string;
  expect((await type(['link', 'revoke', id])).output).toBe('The link is taken back.\n');
  expect((await type(['link', 'list', '--json'])).output).toContain('"revoked"');

  const wrong: [string[], RegExp, string?][] = [
    [['link', 'create', '--profile', 'nobody'], /no profile is called `nobody`/],
    [['link', 'create'], /name what it is for/],
    [['link', 'create', '--network', 'x', '--days', '40'], /good for one to thirty days/],
    [['profiles', '--network', 'myspace'], /A parameter is not known/],
    [['profiles'], /Send a key that is not over/, 'rlk_guessed'],
    [['profiles'], /is no key of the API/, 'hunter2'],
  ];
  for (const [line, says, secret] of wrong) {
    const ended = await type(line, secret);
    expect(ended.code, line.join(' ')).toBe(1);
    expect(ended.errors).toMatch(says);
    expect(ended.errors).not.toContain(secret ?? key);
  }
  const nobody = await run(process.env.RELINK_BIN ?? '', ['profiles'], {
    RELINK_API_KEY: key,
    RELINK_API_URL: 'http://127.0.0.1:1',
  });
  expect(nobody.errors).toMatch(/127\.0\.0\.1:1 does not answer .*RELINK_API_URL/);
});

test('the API does what its document says, whatever it is asked', async ({ page, relink, profiles }) => {
  const program = process.env.SCHEMATHESIS;
  test.skip(!program, 'Schemathesis is not installed: `cargo xtask test` installs it where there is Python');
  test.setTimeout(300_000);
  await profiles.shown();
  const key = await makeMasterKey(page);
  // So many requests in a minute are no program's.
  await relink.stop();
  await relink.start({ RELINK_API_CALLS_PER_MINUTE: '1000000' });
  const words = ['run', `${relink.origin}/api/openapi.json`];
  const place = new URL('../schemathesis', import.meta.url).pathname;
  const environment = { RELINK_API_KEY: key, PYTHONDONTWRITEBYTECODE: '1' };
  const ended = await run(program ?? '', words, environment, place);
  expect(ended.code, ended.output + ended.errors).toBe(0);
});
