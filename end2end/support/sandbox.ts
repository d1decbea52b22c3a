export interface Channel {
  id: string;
  name: string;
  /** Nothing once the role was dropped. */
  role: string | null;
}

export interface Grant {
  client_id: string;
  scopes: string[];
  channels: string[];
  alive: boolean;
}

export interface Person {
  network: string;
  id: string;
  name: string;
  login: string;
  password: string;
  channels: Channel[];
  grants: Grant[];
}

export interface Call {
  network: string;
  method: string;
  path: string;
  status: number;
  at: number;
}

export interface Comment {
  id: string;
  author: string;
  own: boolean;
  text: string;
  liked: boolean;
  hidden: boolean;
}

export type Trouble = 'outage' | 'html' | 'timeout' | 'reset' | 'rate-limit' | 'slow' | 'garbage';

export type Act =
  | 'change-password'
  | 'remove-app'
  | 'expire-tokens'
  | 'log-out'
  | 'checkpoint'
  | 'clear-checkpoint'
  | 'disable'
  | 'enable';

/** The control desk of the sandbox: what happens to the networks and to the people there. */
/** What arrived at a program that listens. */
export interface Heard {
  name: string;
  headers: Record<string, string>;
  body: string;
  status: number;
}

/** What was sent to a subscription of the push service. */
export interface Pushed {
  name: string;
  status: number;
  /** Why it was not taken. */
  trouble: string | null;
  headers: Record<string, string>;
  /** In base64. */
  body: string;
}

export class Sandbox {
  readonly address: string;
  /** Where the browser meets it: another site than Relink's. */
  readonly origin: string;

  constructor(port: number) {
    this.address = `http://127.0.0.1:${port}`;
    this.origin = `http://localhost:${port}`;
  }

  async people(): Promise<Person[]> {
    return this.ask('GET', '/control/people');
  }

  async person(name: string): Promise<Person> {
    const found = (await this.people()).find((person) => person.name === name);
    if (!found) throw new Error(`nobody in the sandbox is called ${name}`);
    return found;
  }

  async calls(): Promise<Call[]> {
    return this.ask('GET', '/control/calls');
  }

  /** What arrived at an address of a program that listens, oldest first. */
  async heard(name: string): Promise<Heard[]> {
    const heard = await this.ask<Heard[]>('GET', '/control/hooks');
    return heard.filter((message) => message.name === name);
  }

  /** What that program answers from now on. */
  async answersHook(name: string, status: number): Promise<void> {
    await this.ask('POST', `/control/hooks/${name}`, { status });
  }

  /** What was sent to a subscription of the push service, oldest first. */
  async pushed(name: string): Promise<Pushed[]> {
    const pushed = await this.ask<Pushed[]>('GET', '/control/push-service');
    return pushed.filter((message) => message.name === name);
  }

  /** What that subscription answers from now on. */
  async answersPush(name: string, status: number): Promise<void> {
    await this.ask('POST', `/control/push-service/${name}`, { status });
  }

  /** Something happens to somebody; afterwards they are as the network knows them now. */
  async happens(name: string, act: Act): Promise<Person> {
    const { network, id } = await this.person(name);
    await this.ask('POST', `/control/${network}/people/${id}/${act}`);
    return this.person(name);
  }

  async role(act: 'drop-role' | 'restore-role', person: string, channel: string): Promise<void> {
    const { network, channels } = await this.person(person);
    const found = channels.find(({ name }) => name === channel);
    if (!found) throw new Error(`${person} has no channel ${channel}`);
    await this.ask('POST', `/control/${network}/channels/${found.id}/${act}`);
  }

  /** Somebody writes below the newest post of somebody's channel, the first unless another is named. */
  async comment(person: string, text: string, channel?: string): Promise<void> {
    const { network, channels } = await this.person(person);
    const found = channel ? channels.find(({ name }) => name === channel) : channels[0];
    if (!found) throw new Error(`${person} has no channel ${channel ?? 'at all'}`);
    await this.ask('POST', `/control/${network}/channels/${found.id}/add-comment`, { text });
  }

  /** Everything that stands below the posts of a network. */
  async comments(network: string): Promise<Comment[]> {
    const posts = await this.ask<{ id: string }[]>('GET', `/control/posts?network=${network}`);
    const below = posts.map(({ id }) =>
      this.ask<Comment[]>('GET', `/control/comments?network=${network}&post=${encodeURIComponent(id)}`),
    );
    return (await Promise.all(below)).flat();
  }

  /** The next calls of servers at a network meet trouble. */
  async trouble(network: string, kind: Trouble, times: number): Promise<void> {
    await this.ask('POST', `/control/${network}/faults`, { kind, times });
  }

  async advance(seconds: number): Promise<void> {
    await this.ask('POST', '/control/clock', { advance_seconds: seconds });
  }

  /** From now on a network tells Relink at that address what happens to people. */
  async tells(network: string, address: string): Promise<void> {
    await this.ask('POST', `/control/${network}/clients/push`, { client_id: 'relink-demo', push_url: address });
  }

  async reset(): Promise<void> {
    await this.ask('POST', '/control/reset');
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.address + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}
