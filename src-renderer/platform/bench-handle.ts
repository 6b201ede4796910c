import type { Connection } from '../connection/index.ts';

declare global {
  interface Window {
    /** Only with `?bench` in the address: what measurements hold on to. */
    __muster?: { readonly client: Connection['client']; terminal?: unknown };
  }
}
