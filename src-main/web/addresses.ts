import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Whether nobody but this machine can reach a server that listens on `address`. */
export function isLoopback(address: string): boolean {
  const bare = unbracket(address).toLowerCase();
  if (bare === 'localhost' || bare === '::1') return true;
  const version4 = bare.startsWith('::ffff:') ? bare.slice('::ffff:'.length) : bare;
  return isIP(version4) === 4 && version4.startsWith('127.');
}

/** Whether `address` means every interface of the machine. */
export function isWildcard(address: string): boolean {
  return ['0.0.0.0', '::', '*', ''].includes(unbracket(address));
}

/** A host as it stands in a URL: IPv6 in brackets. */
export function urlHost(address: string): string {
  const bare = unbracket(address);
  return isIP(bare) === 6 ? `[${bare}]` : bare;
}

/**
 * Names by which the server may be addressed. A page of another site that points a name of its own at our address
 * (DNS rebinding) sends that name in `Host`, and is refused because it is not in here.
 */
export function allowedHosts(listen: string, extra: readonly string[]): ReadonlySet<string> {
  const names = ['localhost', '127.0.0.1', '[::1]', ...extra.map((name) => urlHost(name.toLowerCase()))];
  if (isWildcard(listen)) {
    names.push(hostname().toLowerCase());
    for (const address of ownAddresses()) names.push(urlHost(address));
  } else {
    names.push(urlHost(listen.toLowerCase()));
  }
  return new Set(names);
}

/** The address to put into a link for another device. */
export function reachableHost(listen: string, extra: readonly string[]): string {
  const first = extra[0];
  if (first !== undefined) return urlHost(first);
  if (!isWildcard(listen)) return urlHost(listen);
  return urlHost(ownAddresses().find((address) => isIP(address) === 4) ?? hostname());
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal)
    .map((entry) => entry.address);
}

/** The name part of a `Host` header in lower case, or undefined when it is not one. */
export function hostNameOf(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i.exec(header ?? '');
  return match?.[1]?.toLowerCase();
}

/** Whether an `Origin` header names the very server that the `Host` header names. */
export function isOwnOrigin(origin: string, host: string): boolean {
  const match = /^https?:\/\/([^/?#]+)$/i.exec(origin);
  return match?.[1]?.toLowerCase() === host.toLowerCase();
}

function unbracket(address: string): string {
  return address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
}
