import { expect, test } from '../support/test.ts';

test('a network that tells of a removed app needs nobody to ask', async ({ profiles, sandbox, relink }) => {
  await sandbox.tells('x', `${relink.origin}/push/x`);
  const [marta] = await Promise.all([sandbox.person('Marta Kral'), profiles.of('Marta Kral').is('connected')]);
  await sandbox.happens(marta.name, 'remove-app');
  await profiles.of(marta.name).is('disconnected');
});

test('what is not signed is not believed, and learns nothing', async ({ relink, request, profiles }) => {
  for (const network of ['facebook', 'x', 'tiktok', 'youtube']) {
    const data = '{"data":{"event_type":"oauth.revoke"}}';
    const answer = await request.post(`${relink.origin}/push/${network}`, { data, headers: { origin: 'https://evil.test' } });
    expect([400, 401], network).toContain(answer.status());
    expect(await answer.text()).toBe('');
    expect(answer.headers()['set-cookie']).toBeUndefined();
  }
  for (const network of ['bluesky', 'myspace']) {
    expect((await request.post(`${relink.origin}/push/${network}`, { data: '{}' })).status(), network).toBe(404);
  }
  const long = await request.post(`${relink.origin}/push/x`, { data: 'a'.repeat(300_000) });
  expect(long.status()).toBe(413);
  await profiles.of('Marta Kral').is('connected');
});

test('whoever runs Relink can watch what networks answer', async ({ profiles, request, relink }) => {
  await profiles.checks();
  const answer = await request.get(`${relink.origin}/metrics`);
  expect(answer.headers()['content-type']).toContain('version=0.0.4');
  const text = await answer.text();
  expect(text).toMatch(/^relink_network_answers_total\{network="x",outcome="success",cause=""\} [1-9]/m);
  expect(text).not.toContain('Marta');
});
