import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail server that takes every letter for anybody, and hands it out. */
export class PostOffice {
  readonly letters: ParsedMail[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, taken) => {
      simpleParser(stream).then((letter) => {
        this.letters.push(letter);
        for (const wake of this.waiting.splice(0)) wake();
        taken();
      }, taken);
    },
  });

  static async opened(port = 0): Promise<PostOffice> {
    const office = new PostOffice();
    office.server.listen(port, '127.0.0.1');
    await once(office.server.server, 'listening');
    return office;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** What makes Relink send its letters here. */
  get environment(): Record<string, string> {
    return {
      RELINK_SMTP_URL: `smtp://127.0.0.1:${this.port}`,
      RELINK_MAIL_FROM: 'Relink <relink@agency.test>',
    };
  }

  /** The next letter to `address` under a subject that holds `about`, taken out. */
  async next(address: string, about = ''): Promise<ParsedMail> {
    for (;;) {
      const found = this.letters.findIndex(
        (letter) => recipients(letter).includes(address) && letter.subject?.includes(about),
      );
      const [letter] = found < 0 ? [] : this.letters.splice(found, 1);
      if (letter) return letter;
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.server.close(closed));
  }
}

/** The link that stands on a line of its own. */
export function linkIn(text: string | undefined): string {
  const line = text?.split('\n').find((line) => line.startsWith('http'));
  if (!line) throw new Error(`no link in ${text}`);
  return line.trim();
}

function recipients(letter: ParsedMail): string[] {
  const to = letter.to ? [letter.to].flat() : [];
  return to.flatMap((one) => one.value.map((it) => it.address ?? ''));
}
