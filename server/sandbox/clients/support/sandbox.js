// Starts a sandbox of its own for one test file: the program named by SANDBOX_BIN (the crate's example `serve`), or
// `relink sandbox` where RELINK_BIN names the product.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 20_000;

export async function startSandbox() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-clients-'));
  const port = await freePort();
  const child = launch(folder, port);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the sandbox ended with ${code}`);
  });
  failed.catch(() => {});
  const sandbox = new Sandbox(port, async () => {
    child.kill('SIGINT');
    await failed.catch(() => {});
    await rm(folder, { recursive: true, force: true });
  });
  await Promise.race([sandbox.ready(), failed]);
  return sandbox;
}

function launch(folder, port) {
  const addr = `127.0.0.1:${port}`;
  const { SANDBOX_BIN, RELINK_BIN } = process.env;
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  if (SANDBOX_BIN) {
    const database = path.join(folder, 'sandbox.db');
    return spawn(path.resolve(SANDBOX_BIN), ['--addr', addr, '--database', database], options);
  }
  if (RELINK_BIN) {
    const env = { ...process.env, RELINK_SANDBOX_ADDR: addr, RELINK_DATA_DIR: folder };
    return spawn(path.resolve(RELINK_BIN), ['sandbox'], { ...options, env });
  }
  throw new Error('set RELINK_BIN (the program relink) or SANDBOX_BIN (the example serve)');
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

class Sandbox {
  constructor(port, stop) {
    this.port = port;
    this.url = `http://localhost:${port}`;
    this.stop = stop;
  }

  async ready() {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const up = await this.control('people').then(() => true, () => false);
      if (up) return;
      if (Date.now() > end) throw new Error('the sandbox does not answer');
      await pause(50);
    }
  }

  // Every https connection of this process leads to the sandbox, whatever host it names, and trusts the sandbox's own
  // authority: for libraries whose hosts are written into them.
  async standInForAllHosts() {
    const ca = await (await fetch(`${this.url}/-/ca.pem`)).text();
    const lookup = (_host, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    Object.assign(https.globalAgent.options, { ca, lookup, port: this.port });
  }

  async control(at, body) {
    const init = body && { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}/control/${at}`, init);
    if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  // A person in a browser: signs in, presses Continue, and is stopped where the browser would leave for the client.
  // The address may name the network's real host; the connection goes to the sandbox all the same.
  async consent(address, login, password) {
    const cookies = new Map();
    let page = await this.#visit(cookies, new URL(address));
    for (let step = 0; step < 8; step += 1) {
      const location = page.headers.location;
      const target = location && new URL(location, page.url);
      if (target && target.host !== page.url.host) return target.href;
      if (target) {
        page = await this.#visit(cookies, target);
        continue;
      }
      page = await this.#submit(cookies, page, login, password);
    }
    throw new Error('the dialog does not come to an end');
  }

  // A person who presses Cancel at once; where the browser leaves for the client.
  async decline(address) {
    const cookies = new Map();
    const page = await this.#visit(cookies, new URL(address));
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)[1];
    const flow = /name="flow" value="([^"]+)"/.exec(page.text)[1];
    const body = new URLSearchParams({ flow, act: 'cancel' }).toString();
    const left = await this.#visit(cookies, new URL(action, page.url), body);
    return new URL(left.headers.location);
  }

  #submit(cookies, page, login, password) {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
    const flow = /name="flow" value="([^"]+)"/.exec(page.text)?.[1];
    if (!action || !flow) throw new Error(`no form to send: ${page.status} ${page.text}`);
    const fields = new URLSearchParams({ flow });
    if (page.text.includes('name="password"')) {
      fields.append('login', login);
      fields.append('password', password);
      fields.append('act', 'log-in');
    } else {
      fields.append('act', 'continue');
      for (const [, name, value] of page.text.matchAll(/name="(channel|scope)" value="([^"]+)" checked/g)) {
        fields.append(name, value);
      }
    }
    return this.#visit(cookies, new URL(action, page.url), fields.toString());
  }

  #visit(cookies, url, body) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host: url.host, cookie };
    // As a server that ends the encryption in front of the sandbox would say.
    if (url.protocol === 'https:') headers['x-forwarded-proto'] = 'https';
    if (body !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    const options = { port: this.port, path: url.pathname + url.search, headers };
    options.method = body === undefined ? 'GET' : 'POST';
    return new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', ...options }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => (text += part));
        answer.on('end', () => {
          for (const line of answer.headers['set-cookie'] ?? []) {
            const [name, value] = line.split(';')[0].split('=');
            cookies.set(name, value);
          }
          resolve({ url, status: answer.statusCode, headers: answer.headers, text });
        });
      });
      request.on('error', reject).end(body);
    });
  }
}
