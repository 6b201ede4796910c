/** How long a link works, in words; ms, told in whole minutes and never as less than one. */
export function minutes(ms: number): string {
  const whole = Math.max(1, Math.round(ms / 60_000));
  return whole === 1 ? '1 minute' : `${whole} minutes`;
}

/** What is opened and what is typed there, where a link cannot be followed; null of an address that holds no code. */
export function typedInstead(url: string): { readonly address: string; readonly code: string } | null {
  const code = /^[^#]*#token=([2-9A-Z]{5}-[2-9A-Z]{5})$/.exec(url)?.[1];
  return code === undefined ? null : { address: new URL(url).origin, code };
}

/** Whether the address of a link leads back to the machine it is opened on. An address that is none does not. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
