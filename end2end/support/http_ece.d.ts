declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** Opens a body of the content coding `aes128gcm` (RFC 8188), as a browser does that has these keys (RFC 8291). */
  export function decrypt(body: Buffer, keys: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer;
}
