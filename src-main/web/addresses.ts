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

/** The ports at which a name may be asked for: the server's own, these as well, or any. */
export type AllowedPorts = 'any' | ReadonlySet<number>;

/**
 * Names by which the server may be addressed, each with the ports besides its own. A page of another site that points a
 * name of its own at our address (DNS rebinding) sends that name in `Host`, and is refused because it is not in here.
 * `extra` are the person's: `NAME` for any port, as a proxy may have it, or `NAME:PORT`.
 */
export function allowedHosts(listen: string, extra: readonly string[]): ReadonlyMap<string, AllowedPorts> {
  const own = isWildcard(listen)
    ? [hostname().toLowerCase(), ...ownAddresses().map(urlHost)]
    : [urlHost(listen.toLowerCase())];
  const hosts = new Map<string, AllowedPorts>();
  for (const name of ['localhost', '127.0.0.1', '[::1]', ...own]) hosts.set(name, new Set());
  for (const given of extra) {
    const { name, port } = splitHost(given);
    const before = hosts.get(name);
    if (port === undefined || before === 'any') hosts.set(name, 'any');
    else hosts.set(name, new Set([...(before ?? []), port]));
  }
  return hosts;
}

/** A name that a person gave with a port or without. An IPv6 address has its port only behind brackets. */
function splitHost(given: string): { readonly name: string; readonly port: number | undefined } {
  const [, name, port] = /^(.+):(\d{1,5})$/.exec(given) ?? [];
  const withPort = name !== undefined && (name.endsWith(']') || !name.includes(':'));
  return withPort
    ? { name: urlHost(name.toLowerCase()), port: Number(port) }
    : { name: urlHost(given.toLowerCase()), port: undefined };
}

/** The port of a `Host` header; where it names none, that of the scheme. */
export function portOf(header: string, tls: boolean): number {
  const port = /:(\d{1,5})$/.exec(header)?.[1];
  return port === undefined ? (tls ? 443 : 80) : Number(port);
}

/** The address to put into a link for another device. */
export function reachableHost(listen: string, extra: readonly string[]): string {
  const first = extra[0];
  if (first !== undefined) return splitHost(first).name;
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
