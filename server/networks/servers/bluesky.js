// Bluesky's own server, with the account ada.test, a directory of DIDs, and before both of them one address that stands for
// every host of the network. There is no view of the whole network behind it: profiles and notifications are not there.
//
// The server fetches a client's documents from the web. Whoever started us says what it finds there, by lines of JSON:
// `{"https://…": "…"}`.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { PDS, envToCfg, envToSecrets } from '@atproto/pds';
import plc from '@did-plc/server';

import { freePort, ready } from './serving.js';

const documents = new Map();
const web = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const found = documents.get(input instanceof Request ? input.url : String(input));
  if (found === undefined) return web(input, init);
  return Promise.resolve(new Response(found, { headers: { 'content-type': 'application/json' } }));
};

const folder = mkdtempSync(path.join(tmpdir(), 'relink-bluesky-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const dids = await plc.PlcServer.create({ db: plc.Database.mock(), port: 0 }).start();
const directory = `http://localhost:${dids.address().port}`;

const port = await freePort();
const env = {
  port,
  hostname: 'localhost',
  devMode: true,
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  didPlcUrl: directory,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  rateLimitsEnabled: false,
  jwtSecret: 'jwt',
  dpopSecret: '11'.repeat(32),
  adminPassword: 'admin',
  plcRotationKeyK256PrivateKeyHex: '22'.repeat(32),
};
const pds = await PDS.create(envToCfg(env), envToSecrets(env));
await pds.start();
const server = `http://localhost:${port}`;

const created = await web(`${server}/xrpc/com.atproto.server.createAccount`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: 'ada@relink.test', handle: 'ada.test', password: 'lovelace-1815' }),
});
if (!created.ok) throw new Error(await created.text());
const { did, accessJwt } = await created.json();

const front = http.createServer((request, response) => {
  const behind = request.url.startsWith('/did:') ? directory : server;
  web(`${behind}${request.url}`).then(async (answer) => {
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(await answer.text());
  });
});
front.listen(0, '127.0.0.1');
await once(front, 'listening');

ready({ url: `http://localhost:${front.address().port}`, server, did, password: 'lovelace-1815', legacy: accessJwt }, (more) => {
  for (const [url, text] of Object.entries(more)) documents.set(url, text);
});
