// Makes Bluesky's own server run. It wants Node 22 or newer, and an SQLite that was built for that very Node. What already
// works is left alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const modules = path.resolve('node_modules');
const ready = path.join(modules, '.bluesky-node');
rmSync(ready, { force: true });

const node = newEnough(process.version) ? process.execPath : packaged();
if (!opensSqlite(node)) {
  run('build SQLite', node, [process.env.npm_execpath, 'rebuild', 'better-sqlite3', '--foreground-scripts', '--ignore-scripts=false'], {
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    ...headers(node),
  });
  if (!opensSqlite(node)) throw new Error('SQLite was built, and does not open');
}
// What the test starts Bluesky's server with.
writeFileSync(ready, node);

function newEnough(version) {
  return Number(version.slice(1).split('.')[0]) >= 22;
}

/** Node as a package. Its own install script brings the program. */
function packaged() {
  const home = path.join(modules, 'node');
  const program = path.join(home, 'bin', 'node');
  if (!existsSync(program)) {
    run('install Node 22', process.execPath, ['installArchSpecificPackage'], {}, home);
  }
  return program;
}

/** The packaged Node brings its headers with it, so that none are downloaded. */
function headers(node) {
  const inside = path.join(modules, 'node', 'node_modules');
  if (!node.startsWith(modules) || !existsSync(inside)) return {};
  const home = readdirSync(inside)
    .map((name) => path.join(inside, name))
    .find((folder) => existsSync(path.join(folder, 'include', 'node')));
  return home ? { npm_config_nodedir: home } : {};
}

function opensSqlite(node) {
  const script = "new (require('better-sqlite3'))(':memory:')";
  return spawnSync(node, ['-e', script], { stdio: 'ignore' }).status === 0;
}

function run(what, program, args, env, cwd) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd, env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`could not ${what}`);
}
