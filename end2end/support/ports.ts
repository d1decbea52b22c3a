import { createServer } from 'node:net';

/** Below the range a system takes outgoing ports from, so that a restart finds its port free again. */
const FIRST = 21_000;
const PER_WORKER = 100;

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Ports that nobody listens on, on either loopback address; workers never look at each other's. */
export async function freePorts(count: number, worker: number): Promise<number[]> {
  const first = FIRST + worker * PER_WORKER;
  const found: number[] = [];
  for (let port = first; port < first + PER_WORKER && found.length < count; port += 1) {
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1').catch(() => true))) found.push(port);
  }
  if (found.length < count) throw new Error(`no ${count} free ports from ${first} on`);
  return found;
}
