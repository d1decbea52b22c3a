import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { freePorts } from './ports.ts';

export type Environment = Record<string, string>;

/** The server under test: a directory of its own, two ports of its own, one process at a time. */
export class Relink {
  readonly directory: string;
  readonly port: number;
  readonly sandboxPort: number;
  /** Everything it has printed, over all its starts. */
  log = '';
  private process: ChildProcess | undefined;

  private constructor(directory: string, [port, sandboxPort]: [number, number]) {
    this.directory = directory;
    this.port = port;
    this.sandboxPort = sandboxPort;
  }

  /** A place for one, not started yet. */
  static async place(ports: [number, number], seed?: string): Promise<Relink> {
    const directory = await mkdtemp(join(tmpdir(), 'relink-e2e-'));
    if (seed) await cp(seed, directory, { recursive: true });
    return new Relink(directory, ports);
  }

  static async ports(worker: number): Promise<[number, number]> {
    return (await freePorts(2, worker)) as [number, number];
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it and waits until it says that it is ready. */
  async start(environment: Environment = {}): Promise<void> {
    const binary = process.env.RELINK_BIN;
    if (!binary) throw new Error('RELINK_BIN names no server; run `cargo xtask test`');
    const started = spawn(binary, ['serve'], {
      cwd: this.directory,
      env: {
        PATH: process.env.PATH ?? '',
        RELINK_SITE_ROOT: process.env.RELINK_SITE_ROOT ?? '',
        RELINK_ADDR: `127.0.0.1:${this.port}`,
        RELINK_SANDBOX: 'on',
        RELINK_SANDBOX_ADDR: `127.0.0.1:${this.sandboxPort}`,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = started;
    const hear = (said: Buffer) => {
      this.log += said.toString();
    };
    started.stdout?.on('data', hear);
    started.stderr?.on('data', hear);
    while (!(await this.isReady())) {
      if (started.exitCode !== null) throw new Error(`relink ended at once:\n${this.log}`);
      await pause(20);
    }
  }

  private async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.origin}/readyz`);
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  /** Ends it, by request first. */
  async stop(first: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.process;
    this.process = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(first);
    const patience = setTimeout(() => running.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(patience);
  }

  /** Takes it away altogether. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
