// What both servers have in common: they say where they are, and end when whoever started them does.
import { once } from 'node:events';
import net from 'node:net';
import readline from 'node:readline';

/** A port that was free a moment ago. */
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** One line of JSON about where we are; then `hear` is called with each line of JSON that comes in, and answered with "{}". */
export function ready(facts, hear = () => {}) {
  const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    hear(JSON.parse(line));
    say({});
  });
  lines.on('close', () => process.exit(0));
  say(facts);
}
