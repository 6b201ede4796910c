import { fields, orNull, text, type Kind } from './kind.ts';

/** A command's way to a host. */
export interface NetworkBody {
  readonly kind: 'network';
  readonly host: string;
  readonly protocol: string;
  readonly command: string | null;
  readonly cwd: string | null;
}

export const network: Kind<NetworkBody> = {
  kind: 'network',
  question: false,
  fits: fields({ host: text, protocol: text, command: orNull(text), cwd: orNull(text) }),
  title: () => 'Connect to a host',
  verb: { wants: 'wants to reach', ask: 'Connect to' },
  wants: ({ host }) => ({ words: 'wants to reach', code: host }),
  ask: ({ host }) => ({ words: 'Connect to', code: host }),
  parts: ({ host, protocol, command }) => [
    ['Host', host],
    ['Protocol', protocol],
    ['Command', command ?? ''],
  ],
};
