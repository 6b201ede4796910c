/** Why a request was not served: what happened and what to do next, for a person and, by its code, for a program. */
export interface Refusal {
  readonly status: number;
  readonly code: RefusalCode;
  readonly title: string;
  readonly message: string;
}

export type RefusalCode =
  | 'foreignHost'
  | 'foreignOrigin'
  | 'noSession'
  | 'badLink'
  | 'badRequest'
  | 'tooLarge'
  | 'notFound'
  | 'wrongMethod'
  | 'tooManyClients'
  | 'foreignPort'
  | 'tooManyAttempts';

const HOW_TO_GET_IN =
  'Press Enter in the terminal where Muster runs: it prints a new link. ' +
  'A Muster window that is open already can make one, too.';

export const REFUSALS = {
  foreignHost: {
    status: 403,
    code: 'foreignHost',
    title: 'Muster is not reached by this name',
    message:
      'The request names a host that this Muster was not told of. Use the address that it printed, or add the name ' +
      'with --allow-host when you start it.',
  },
  foreignOrigin: {
    status: 403,
    code: 'foreignOrigin',
    title: 'Another page asked for this',
    message:
      'The request comes from a page of another origin. Only the page that Muster itself serves may talk to it.',
  },
  noSession: {
    status: 401,
    code: 'noSession',
    title: 'This browser is not linked to Muster',
    message: `Only browsers that opened one of its links may use Muster. ${HOW_TO_GET_IN}`,
  },
  badLink: {
    status: 401,
    code: 'badLink',
    title: 'This link is no longer valid',
    message: `It was used already, it is too old, or Muster was started anew since it was made. ${HOW_TO_GET_IN}`,
  },
  badRequest: {
    status: 400,
    code: 'badRequest',
    title: 'Not understood',
    message: 'The request is not of the shape that docs/contract.md describes.',
  },
  tooLarge: {
    status: 413,
    code: 'tooLarge',
    title: 'Too large',
    message: 'The request is larger than anything that belongs here.',
  },
  notFound: {
    status: 404,
    code: 'notFound',
    title: 'Nothing here',
    message: 'Muster serves nothing at this address. Its page is at “/”.',
  },
  wrongMethod: {
    status: 405,
    code: 'wrongMethod',
    title: 'Not this way',
    message: 'Muster’s page and files are read with GET; nothing else is possible at this address.',
  },
  tooManyClients: {
    status: 503,
    code: 'tooManyClients',
    title: 'Too many clients',
    message: 'As many windows as Muster serves at a time are connected. Close some of them and reload.',
  },
  foreignPort: {
    status: 403,
    code: 'foreignPort',
    title: 'Muster is not reached at this port',
    message:
      'The request names a port that this Muster was not told of. Through a tunnel use the same port on both sides, or ' +
      'name the other with --allow-host, for instance --allow-host 127.0.0.1:8080.',
  },
  tooManyAttempts: {
    status: 429,
    code: 'tooManyAttempts',
    title: 'Too many attempts',
    message: 'Several links or codes were refused just now. Wait ten seconds and try again.',
  },
} as const satisfies { readonly [Code in RefusalCode]: Refusal & { readonly code: Code } };
