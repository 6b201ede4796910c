import { boundRaw } from '#shared/rpc/bounds.ts';
import type { Responder } from '#shared/rpc/connection.ts';
import type { RpcNotification, RpcRequest } from '#shared/rpc/messages.ts';
import type { Generation } from '#shared/model/ids.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { EngineHandlers, EngineHome, EngineSession, EngineThreads, HomeSession } from '../engine.ts';
import type { EngineEvent } from '../events.ts';
import { Malformed } from '../failure.ts';
import type { Connector } from '../connectors/connector.ts';
import { AppServer, type Shape } from './app-server/app-server.ts';
import { CodexHome, type CodexHomeOptions } from './home.ts';
import { mapNotification } from './mapper.ts';
import { readServerRequest } from './requests/read-request.ts';
import type { EngineSetup } from '../setup.ts';
import { refusing, type CodexServerPort } from './server-port.ts';
import { CodexSetup } from './setup/setup.ts';
import { CodexThreads, type CodexThreadsOptions } from './threads.ts';

export interface CodexSessionOptions {
  readonly connector: Connector;
  readonly clientVersion: string;
  readonly clock: Clock;
  readonly handlers: EngineHandlers;
  /** A method that this version does not know was told. */
  readonly unknown: (method: string) => void;
}

/** The options of an app-server that reads what comes over the wire and tells it in the words of an engine. */
function serverOptions(options: CodexSessionOptions, ask: typeof askPerson) {
  const { connector, clientVersion, clock, handlers } = options;
  return {
    connector,
    clientVersion,
    clock,
    onSpawn: handlers.spawns,
    malformed: handlers.malformed,
    failed: handlers.failed,
    notification: (message: RpcNotification, generation: Generation) => tell(options, message, generation),
    request: (message: RpcRequest, respond: Responder, generation: Generation) =>
      ask(options, message, respond, generation),
  };
}

function tell(
  { handlers, unknown }: CodexSessionOptions,
  message: RpcNotification,
  generation: Generation,
): Shape {
  let event: EngineEvent;
  try {
    event = mapNotification(message.method, message.params);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return 'malformed';
  }
  if (event.to === 'unknown') unknown(event.method);
  handlers.event(event, generation);
  return event.to === 'thread' && event.misfit !== undefined ? 'partly' : 'whole';
}

/** A request is answered at once, or put before a person. */
function askPerson(
  { handlers, clock }: CodexSessionOptions,
  { id: requestId, method, params }: RpcRequest,
  respond: Responder,
  generation: Generation,
): void {
  // As it came: reading it fills in what it left out.
  const raw = boundRaw(params);
  const request = readServerRequest(method, params, clock.now());
  if (request.type === 'shown') {
    handlers.asked({ requestId, shown: request, raw }, respond, generation);
    return;
  }
  if ('error' in request.answer) respond.error(request.answer.error);
  else respond.result(request.answer.result);
}

/** Of a home's app-server, which holds no threads, only what no person is asked is answered. */
function askNobody({ clock }: CodexSessionOptions, { method, params }: RpcRequest, respond: Responder): void {
  const request = readServerRequest(method, params, clock.now());
  if (request.type === 'answered' && 'result' in request.answer) respond.result(request.answer.result);
  else respond.error({ code: -32000, message: 'The home app-server holds no threads.' });
}

/** An app-server of Codex with its threads. */
export class CodexSession extends AppServer implements EngineSession {
  readonly threads: EngineThreads;
  readonly setup: EngineSetup;

  constructor(
    options: CodexSessionOptions,
    how: (server: CodexServerPort) => Omit<CodexThreadsOptions, 'server'>,
    ask: typeof askPerson = askPerson,
  ) {
    super(serverOptions(options, ask));
    const server = refusing(this);
    const { guard, lockConfig } = how(server);
    this.threads = new CodexThreads({ server, guard, lockConfig });
    this.setup = new CodexSetup({ server: this, lockConfig });
  }
}

/** The app-server of a home. */
export class CodexHomeSession extends CodexSession implements HomeSession {
  readonly home: EngineHome;

  constructor(
    options: CodexSessionOptions,
    how: (server: CodexServerPort) => Omit<CodexThreadsOptions, 'server'>,
    lockConfig: CodexHomeOptions['lockConfig'],
  ) {
    super(options, how, askNobody);
    this.home = new CodexHome({ server: this, lockConfig });
  }
}
