import type { Params } from '#shared/contract/requests.ts';
import { argvProblem, urlProblem } from '#shared/model/gateway/route-problems.ts';
import {
  GATEWAY_SECRET_LENGTH,
  GATEWAY_TIMEOUT,
  type GatewayRoute,
  type GatewayState,
} from '#shared/model/gateway/gateway.ts';

/** The gateway as it is being typed. */
export interface GatewayDraft {
  readonly way: 'off' | GatewayRoute['type'];
  readonly url: string;
  /** One argument on each line. */
  readonly command: string;
  readonly seconds: string;
  /** A new secret, null for none, undefined for the one there is. */
  readonly secret: string | null | undefined;
}

export function draftOf({
  route,
  timeoutSeconds,
}: Pick<GatewayState, 'route' | 'timeoutSeconds'>): GatewayDraft {
  return {
    way: route?.type ?? 'off',
    url: route?.type === 'url' ? route.url : '',
    command: route?.type === 'command' ? route.argv.join('\n') : '',
    seconds: String(timeoutSeconds),
    secret: undefined,
  };
}

/** What is still wrong with a draft, in words by field; the host checks it again, and the rest. */
export interface DraftProblems {
  readonly route: string | null;
  readonly seconds: string | null;
  readonly secret: string | null;
}

export function draftProblems(draft: GatewayDraft, kept: GatewayState['secret']): DraftProblems {
  const { way, seconds, secret } = draft;
  const { least, most } = GATEWAY_TIMEOUT;
  const time = Number(seconds);
  const timeIsRight = seconds.trim() !== '' && Number.isInteger(time) && time >= least && time <= most;
  const none = secret === null || (secret === undefined && kept === 'none');
  return {
    route: routeProblem(draft),
    seconds: timeIsRight ? null : `A whole number from ${least} to ${most}.`,
    secret:
      typeof secret === 'string' && secret.length < GATEWAY_SECRET_LENGTH.least
        ? `At least ${GATEWAY_SECRET_LENGTH.least} characters.`
        : way === 'url' && none
          ? 'An address needs one: without it, whoever answers there could accept.'
          : null,
  };
}

function routeProblem({ way, url, command }: GatewayDraft): string | null {
  switch (way) {
    case 'off':
      return null;
    case 'url':
      return url.trim() === '' ? 'Enter the address.' : urlProblem(url.trim());
    case 'command':
      return argvOf(command).length === 0 ? 'Name the program.' : argvProblem(argvOf(command));
  }
}

/** The call that saves a draft without problems. */
export function paramsOf(draft: GatewayDraft): Params<'gateway/set'> {
  const { way, url, command, seconds, secret } = draft;
  const route: GatewayRoute | null =
    way === 'url'
      ? { type: 'url', url: url.trim() }
      : way === 'command'
        ? { type: 'command', argv: argvOf(command) }
        : null;
  return { route, timeoutSeconds: Number(seconds), ...(secret !== undefined && { secret }) };
}

/** Blank lines are none; a carriage return is the clipboard's, not the argument's. */
function argvOf(command: string): string[] {
  return command.split('\n').flatMap((line) => {
    const argument = line.replace(/\r$/, '');
    return argument.trim() === '' ? [] : [argument];
  });
}

/** A secret that nobody guesses: 32 random bytes, in letters, digits, - and _. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
