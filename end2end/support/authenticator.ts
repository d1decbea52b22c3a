import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An app for sign-in codes (RFC 6238), as somebody has it on their phone. A server takes two of its codes in half a minute. */
export class Authenticator {
  readonly #seed: Uint8Array;
  #step = 0;

  constructor(key: string) {
    const bits = [...key.replaceAll(/\s/g, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
    const bytes = bits.join('').match(/.{8}/g) ?? [];
    this.#seed = Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
  }

  /** A code that was not given before. */
  code(): string {
    this.#step = Math.max(this.#step + 1, Math.floor(Date.now() / 30_000));
    const step = new DataView(new ArrayBuffer(8));
    step.setBigUint64(0, BigInt(this.#step));
    const hash = createHmac('sha1', this.#seed).update(step).digest();
    const chosen = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(chosen % 1_000_000).padStart(6, '0');
  }
}
