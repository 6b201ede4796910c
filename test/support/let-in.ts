/** What a browser does with a link: exchanges its token for the two halves of a session. */
export interface LetIn {
  readonly status: number;
  readonly origin: string;
  /** Names the session; lets nobody in. */
  readonly id: string;
  /** What the page keeps for its own origin. */
  readonly key: string;
  /** For requests and upgrades. */
  readonly headers: { readonly cookie: string; readonly origin: string };
  /** For upgrades: the key stands among the protocols. */
  readonly protocols: readonly string[];
  /** Where the contract is spoken. */
  readonly socket: string;
}

/** Uses a link up. A refusal is answered too, with its status and empty halves. */
export async function letIn(link: string | URL): Promise<LetIn> {
  const { origin, hash } = new URL(link);
  const answer = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  });
  const { id = '', key = '' } = (await answer.json()) as { id?: string; key?: string };
  return {
    status: answer.status,
    origin,
    id,
    key,
    headers: { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', origin },
    protocols: protocolsOf(key),
    socket: `${origin.replace(/^http/, 'ws')}/contract`,
  };
}

/** The protocols of an upgrade with a key. */
export function protocolsOf(key: string): readonly string[] {
  return ['muster', `muster-key.${key}`];
}
