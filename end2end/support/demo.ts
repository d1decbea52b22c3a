/** The demo's profiles on its first start. */
export const PROFILES = 16;
/** Those in a red frame. */
export const LOST = 4;
/** Those that end soon. */
export const EXPIRING = 2;
