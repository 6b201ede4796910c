import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { z } from 'zod';
import { errorWords } from '#shared/base/words.ts';
import type { Clock } from '#shared/base/clock.ts';
import { gatewayParams, type GatewayTrial } from '#shared/contract/calls/gateway.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { Decider } from '#shared/model/approval/decider.ts';
import {
  GATEWAY_TIMEOUT,
  type GatewayHealth,
  type GatewayRoute,
  type GatewayStanding,
  type GatewayState,
} from '#shared/model/gateway/gateway.ts';
import { argvProblem, urlProblem } from '#shared/model/gateway/route-problems.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { askOnce, type GatewayTransport, type Said } from './ask.ts';
import { commandGateway } from './command-gateway.ts';
import { buildRequest, buildTest, type GatewayQuestion } from './gateway-message.ts';
import { httpGateway } from './http-gateway.ts';

/** Requests under way at a time: enough for a fleet, few enough for a small service and for processes of a command. */
const AT_ONCE = 16;
/** Failures without an answer between them after which the person is told once. */
const FAILURES_UNTIL_TOLD = 3;
/** What was sent of this many requests is remembered, so that none is asked about twice. */
const SENT_KEPT = 1000;

export interface GatewayOptions {
  readonly clock: Clock;
  /** What a command gets, without Muster's own variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** What was set, but for the secret, over the end of the host. */
  readonly store: { read(): unknown; write(value: unknown): void };
  readonly secrets: {
    readonly keptIn: string;
    read():
      | { readonly type: 'none' }
      | { readonly type: 'kept'; readonly value: string }
      | { readonly type: 'unreadable'; readonly why: string };
    write(value: string | null): void;
  };
  readonly show: (state: GatewayState) => void;
  /** Whether a request still waits. */
  readonly waits: (id: ApprovalId) => boolean;
  /** Where a request stands; null when the gateway has nothing to do with it any more. */
  readonly standing: (id: ApprovalId, standing: GatewayStanding | null) => void;
  /** Decides a request that waits. One that ended meanwhile is told to the journal, and nothing is changed. */
  readonly decide: (id: ApprovalId, decision: 'accept' | 'decline', by: Decider) => void;
  /** The person should know; said once. Answers how it is taken back. */
  readonly warn: (title: string, detail: string) => () => void;
  readonly log: (text: string) => void;
  readonly onFault: (error: unknown) => void;
  /** Another way to reach it, for tests. */
  readonly transport?: (route: GatewayRoute) => GatewayTransport;
}

const setupSchema = gatewayParams['gateway/set'].omit({ secret: true });
type Setup = z.output<typeof setupSchema>;

interface Asking {
  readonly question: GatewayQuestion;
  readonly since: number;
  readonly stop: AbortController;
}

/**
 * An organisation's own approval system, asked before anybody else. It owns what is asked: so many at a time, each for
 * so long. What is slow, broken or unreachable leaves the request to the person; nothing but a signed and well-formed
 * answer to this very request accepts. Whoever decides meanwhile was first.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #asking = new Map<ApprovalId, Asking>();
  readonly #queue: Asking[] = [];
  /** The body that a request was sent with, as JSON. */
  readonly #sent = new Map<ApprovalId, string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #trials = new Map<AbortController, Promise<Said>>();
  #setup: Setup;
  #health: GatewayHealth = { type: 'unused' };
  /** Takes back that it fails. */
  #unwarn: (() => void) | null = null;
  #disposed = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#setup = this.#stored();
    this.#show();
  }

  /** Whether there is one. */
  get on(): boolean {
    return this.#setup.route !== null;
  }

  /**
   * Sets how it is reached; what is being asked is asked no longer. Throws ContractFailure `badRequest` for what cannot
   * be a gateway.
   */
  set({ route, timeoutSeconds, secret }: Params<'gateway/set'>): null {
    if (route !== null) this.#check(route, secret);
    this.#store({ route, timeoutSeconds });
    try {
      if (secret !== undefined) this.#keep(secret);
    } catch (error) {
      this.#store(this.#setup);
      throw error;
    }
    this.#become({ route, timeoutSeconds });
    this.#options.log(
      route === null
        ? 'the gateway was switched off'
        : `the gateway was set: a ${route.type}, ${timeoutSeconds} s`,
    );
    return null;
  }

  /** Takes over what is stored by now, where that is another gateway: what is being asked is asked no longer. */
  reload(): void {
    const stored = this.#stored();
    if (JSON.stringify(stored) !== JSON.stringify(this.#setup)) this.#become(stored);
  }

  #stored(): Setup {
    const read = setupSchema.safeParse(this.#options.store.read());
    return read.success ? read.data : { route: null, timeoutSeconds: GATEWAY_TIMEOUT.standard };
  }

  #become(setup: Setup): void {
    this.#setup = setup;
    this.#health = { type: 'unused' };
    this.#takeBack();
    this.#sent.clear();
    for (const [id, { stop }] of [...this.#asking]) {
      this.#asking.delete(id);
      stop.abort();
      this.#options.standing(id, null);
    }
    this.#queue.splice(0);
    this.#show();
  }

  #store(setup: Setup): void {
    const usual = setup.route === null && setup.timeoutSeconds === GATEWAY_TIMEOUT.standard;
    this.#options.store.write(usual ? undefined : setup);
  }

  /** Sends a test request. Throws ContractFailure as `set` does; whatever comes of it is the answer. */
  async test({ route, timeoutSeconds, secret }: Params<'gateway/test'>): Promise<GatewayTrial> {
    this.#check(route, secret);
    const { clock } = this.#options;
    const read = secret === undefined ? this.#options.secrets.read() : undefined;
    const key = secret ?? (read?.type === 'kept' ? read.value : null);
    const stop = new AbortController();
    const asking = askOnce(buildTest(nonce(), clock.now()), {
      transport: this.#transport(route),
      secret: key,
      timeoutMs: timeoutSeconds * 1000,
      clock,
      signal: stop.signal,
    });
    this.#trials.set(stop, asking);
    const said = await asking;
    this.#trials.delete(stop);
    if (said.type === 'failed') return said;
    const { decision, reason, ticket } = said.answer;
    return { type: 'answered', decision, reason, ticket, signed: key !== null, tookMs: said.tookMs };
  }

  /** Asks about a request that waits. Asked again with another content it starts over; with the same, nothing happens. */
  ask(question: GatewayQuestion): void {
    const { id, body } = question.approval;
    const content = JSON.stringify(body);
    if (!this.on || this.#disposed || this.#sent.get(id) === content) return;
    this.#sent.delete(id);
    this.#sent.set(id, content);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > SENT_KEPT && oldest !== undefined) this.#sent.delete(oldest);
    this.#asking.get(id)?.stop.abort();
    const asking: Asking = { question, since: this.#options.clock.now(), stop: new AbortController() };
    this.#asking.set(id, asking);
    this.#queue.push(asking);
    this.#options.standing(id, { type: 'asking', since: asking.since });
    this.#next();
    this.#show();
  }

  /** Whether it was asked about a request when that was about something else than now. */
  isOutdated({ approval: { id, body } }: GatewayQuestion): boolean {
    const sent = this.#sent.get(id);
    return sent !== undefined && sent !== JSON.stringify(body);
  }

  /** Ends what is under way, without a word: the host ends. Resolves when no process of it is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#queue.splice(0);
    for (const { stop } of this.#asking.values()) stop.abort();
    for (const stop of this.#trials.keys()) stop.abort();
    this.#asking.clear();
    await Promise.all([...this.#underWay, ...this.#trials.values()]);
  }

  #check(route: GatewayRoute, secret: string | null | undefined): void {
    const problem = route.type === 'url' ? urlProblem(route.url) : argvProblem(route.argv, isAbsolute);
    if (problem !== null) throw new ContractFailure({ code: 'badRequest', message: problem });
    const kept = secret === undefined ? this.#options.secrets.read() : undefined;
    if (kept?.type === 'unreadable') {
      const message = `The shared secret cannot be read. ${kept.why}. Enter it again, or another one.`;
      throw new ContractFailure({ code: 'badRequest', message });
    }
    // A program that Muster started itself answers on a pipe that nobody else has; at an address anybody may answer.
    if (route.type === 'url' && (secret === null || kept?.type === 'none')) {
      const message =
        'A gateway at an address needs a shared secret: without one, whoever answers there could accept.';
      throw new ContractFailure({ code: 'badRequest', message });
    }
  }

  #keep(secret: string | null): void {
    try {
      this.#options.secrets.write(secret);
    } catch (error) {
      const why = errorWords(error);
      throw new ContractFailure({
        code: 'refused',
        message: `The secret could not be kept, and nothing was changed: ${why}`,
      });
    }
  }

  #transport(route: GatewayRoute): GatewayTransport {
    const { transport, version, env, clock } = this.#options;
    if (transport !== undefined) return transport(route);
    return route.type === 'url'
      ? httpGateway(route.url, `Muster/${version}`)
      : commandGateway(route.argv, env, clock);
  }

  #next(): void {
    while (this.#underWay.size < AT_ONCE) {
      const asking = this.#queue.shift();
      if (asking === undefined) return;
      const { id } = asking.question.approval;
      if (this.#asking.get(id) !== asking) continue;
      // Somebody decided it while it stood in line: there is nothing to ask any more.
      if (!this.#options.waits(id)) {
        this.#asking.delete(id);
        continue;
      }
      const work: Promise<void> = this.#run(asking)
        .catch(this.#options.onFault)
        .finally(() => {
          this.#underWay.delete(work);
          this.#next();
          this.#show();
        });
      this.#underWay.add(work);
    }
  }

  async #run(asking: Asking): Promise<void> {
    const said = await this.#askOne(asking);
    const { id } = asking.question.approval;
    // Another content is asked about now, the gateway is another one, or the host ends.
    if (this.#asking.get(id) !== asking || this.#disposed) return;
    this.#asking.delete(id);
    this.#noteHealth(said);
    if (said.type === 'failed') {
      this.#options.standing(id, { type: 'failed', why: said.why, tookMs: said.tookMs });
      return;
    }
    const { decision, reason, ticket, rulesMayAccept } = said.answer;
    if (decision === 'ask')
      this.#options.standing(id, { type: 'asksPerson', reason, ticket, rulesMayAccept, tookMs: said.tookMs });
    else this.#options.decide(id, decision, { type: 'gateway', ticket, reason });
  }

  async #askOne({ question, since, stop }: Asking): Promise<Said> {
    const { clock, secrets } = this.#options;
    const { route, timeoutSeconds } = this.#setup;
    const timeoutMs = timeoutSeconds * 1000;
    const waited = clock.now() - since;
    const failed = (why: string): Said => ({ type: 'failed', why, tookMs: clock.now() - since });
    if (waited > timeoutMs)
      return failed(`It is busy: this request stood in line for ${Math.round(waited / 1000)} s`);
    const secret = secrets.read();
    if (secret.type === 'unreadable') return failed(`The shared secret cannot be read. ${secret.why}`);
    if (route === null || (route.type === 'url' && secret.type === 'none'))
      return failed('There is no shared secret');
    const said = await askOnce(buildRequest(question, nonce()), {
      transport: this.#transport(route),
      secret: secret.type === 'kept' ? secret.value : null,
      timeoutMs,
      clock,
      signal: stop.signal,
    });
    return { ...said, tookMs: clock.now() - since };
  }

  #noteHealth(said: Said): void {
    const now = this.#options.clock.now();
    if (said.type === 'answered') {
      if (this.#health.type === 'failing') this.#options.log('the gateway answers again');
      this.#takeBack();
      this.#health = { type: 'answering', at: now, tookMs: said.tookMs };
      return;
    }
    const before = this.#health.type === 'failing' ? this.#health : { since: now, times: 0 };
    this.#health = { type: 'failing', since: before.since, times: before.times + 1, why: said.why };
    this.#options.log(`the gateway failed: ${said.why}`);
    if (this.#health.times !== FAILURES_UNTIL_TOLD) return;
    this.#unwarn = this.#options.warn(
      'The gateway fails',
      `${said.why}. Until it answers again, what it is asked about waits for you; nothing is accepted without you. Settings, Gateway tries it.`,
    );
  }

  /** What was said of its failing is about a gateway that answers again, is another one now, or is none. */
  #takeBack(): void {
    this.#unwarn?.();
    this.#unwarn = null;
  }

  #show(): void {
    const { secrets, show } = this.#options;
    show({
      ...this.#setup,
      secret: secrets.read().type,
      keptIn: secrets.keptIn,
      health: this.#health,
      asking: this.#asking.size,
    });
  }
}

function nonce(): string {
  return randomBytes(18).toString('base64url');
}
