/**
 * The scripted model: a Responses endpoint on the loopback interface that plays scripts instead of thinking.
 * The demo, the tests, the benchmarks and the fault rounds run the real Codex against it.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorWords } from '#shared/base/words.ts';
import { scenarioChooser } from './choice.ts';
import { checkedPace, PACES } from './pace.ts';
import type { Pace } from './pace.ts';
import { locate, parseModelRequest, workingDirectory } from './position.ts';
import type { ModelRequest } from './position.ts';
import { playReply, sendHttpError } from './reply-stream.ts';
import { reply, say } from './script.ts';
import type { Reply, Scenario } from './script.ts';

export interface ScriptedModelOptions {
  readonly scenarios: readonly Scenario[];
  /** Default: {@link PACES}`.instant`. */
  readonly pace?: Pace;
  /** The port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** What to say to a prompt that no scenario knows. */
  readonly fallback?: (prompt: string) => Reply;
  /** What Codex's own reviewer says of an action, told as the text that Codex describes it with. Default: it allows all. */
  readonly reviewer?: (action: string) => Judgement;
  /** Is told of every request as it was sent, for tests that look at what Codex offers. */
  readonly onRequest?: (body: string) => void;
}

/** An answer of Codex's own reviewer, by the schema that it has to answer with. */
export interface Judgement {
  readonly outcome: 'allow' | 'deny';
  readonly risk_level?: 'low' | 'medium' | 'high' | 'critical';
  readonly user_authorization?: 'unknown' | 'low' | 'medium' | 'high';
  readonly rationale?: string;
}

export interface ScriptedModelStats {
  readonly requests: number;
  /** Requests that no scenario knew. */
  readonly unknownPrompts: number;
  readonly completed: number;
  readonly failed: number;
  /** Streams that the app-server closed before their end. */
  readonly abandoned: number;
  readonly openStreams: number;
  readonly mostOpenStreams: number;
  readonly deltas: number;
  readonly deltaBytes: number;
  /** Requests that could not be read, and scripts that threw. */
  readonly errors: number;
}

export interface ScriptedModel {
  /** `http://127.0.0.1:PORT/v1`, the `base_url` of a provider. */
  readonly url: string;
  readonly port: number;
  stats(): ScriptedModelStats;
  /** Changes the pace of all streams, those under way included. */
  setPace(pace: Pace): void;
  /** Lets go all streams that are held under the name, or all held ones; says how many. */
  release(name?: string): number;
  /** Resolves as soon as `count` (default 1) streams are held under the name; rejects when the model closes. */
  held(name: string, count?: number): Promise<void>;
  /** Ends all streams and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Starts a scripted model. Rejects when the port is taken or two scenarios share a name or a prompt. */
export async function startScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const choose = scenarioChooser(options.scenarios);
  const fallback = options.fallback ?? defaultFallback;
  let pace = checkedPace(options.pace ?? PACES.instant);
  const counts = {
    requests: 0,
    unknownPrompts: 0,
    completed: 0,
    failed: 0,
    abandoned: 0,
    openStreams: 0,
    mostOpenStreams: 0,
    deltas: 0,
    deltaBytes: 0,
    errors: 0,
  };
  const holds = new Map<string, Set<() => void>>();
  const watchers = new Set<{ name: string; count: number; done: () => void; closed: (e: Error) => void }>();
  const host = {
    pace: () => pace,
    countDeltas: (deltas: number, bytes: number) => {
      counts.deltas += deltas;
      counts.deltaBytes += bytes;
    },
    enterHold: (name: string, release: () => void) => {
      const here = holds.get(name) ?? new Set();
      holds.set(name, here.add(release));
      notifyWatchers(name, here.size);
      return () => {
        here.delete(release);
        if (here.size === 0 && holds.get(name) === here) holds.delete(name);
      };
    },
  };

  function notifyWatchers(name: string, size: number): void {
    for (const watcher of watchers) {
      if (watcher.name !== name || size < watcher.count) continue;
      watchers.delete(watcher);
      watcher.done();
    }
  }

  async function answer(response: ServerResponse, body: string): Promise<void> {
    counts.requests++;
    options.onRequest?.(body);
    const next = nextReply(parseModelRequest(body));
    counts.openStreams++;
    counts.mostOpenStreams = Math.max(counts.mostOpenStreams, counts.openStreams);
    try {
      const end = await playReply(response, host, next.reply, next.step, body.length);
      if (end === 'gone') counts.abandoned++;
      else counts[end]++;
    } finally {
      counts.openStreams--;
    }
  }

  function nextReply(request: ModelRequest): { reply: Reply; step: number } {
    if (request.judged !== null) {
      const judgement = options.reviewer?.(request.judged) ?? { outcome: 'allow' };
      return { reply: reply(say(JSON.stringify(judgement))), step: 0 };
    }
    if (request.kind !== 'turn') return { reply: reply(say(`Summary of the work so far.`)), step: 0 };
    const at = locate(request.input, choose);
    if (at.chosen === undefined) {
      counts.unknownPrompts++;
      return { reply: fallback(at.prompt), step: 0 };
    }
    const made = at.chosen[at.step];
    const cwd = workingDirectory(request.input);
    const context = { results: at.results, followUps: at.followUps, cwd };
    const next = typeof made === 'function' ? made(context) : (made ?? reply(say('Done.')));
    if (at.steer === undefined) return { reply: next, step: at.step };
    return { reply: { ...next, parts: withAcknowledgement(next, at.steer) }, step: at.step };
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method === 'GET' && path.endsWith('/models')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"object":"list","data":[],"models":[]}');
      return;
    }
    if (request.method !== 'POST' || !path.endsWith('/responses')) {
      sendHttpError(response, 404, `no such endpoint: ${request.method ?? ''} ${path}`);
      return;
    }
    readBody(request)
      .then((body) => (body === undefined ? undefined : answer(response, body)))
      .catch((error: unknown) => {
        counts.errors++;
        const message = errorWords(error);
        sendHttpError(response, 400, `the scripted model cannot answer: ${message}`);
      });
  });
  // A kept connection that times out just as the app-server uses it again would fail a turn.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    stats: () => ({ ...counts }),
    setPace: (next) => {
      pace = checkedPace(next);
    },
    release: (name) => {
      const waiting = name === undefined ? [...holds.values()] : [holds.get(name) ?? new Set<() => void>()];
      let released = 0;
      for (const set of waiting) {
        for (const release of [...set]) {
          set.delete(release);
          release();
          released++;
        }
      }
      return released;
    },
    held: (name, count = 1) =>
      new Promise<void>((resolve, reject) => {
        if (closing !== undefined) reject(new Error('the scripted model is closed'));
        else if ((holds.get(name)?.size ?? 0) >= count) resolve();
        else watchers.add({ name, count, done: resolve, closed: reject });
      }),
    close: () => {
      closing ??= new Promise<void>((resolve) => {
        for (const watcher of watchers) watcher.closed(new Error('the scripted model is closed'));
        watchers.clear();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

/** What was typed while the script runs is taken up in words; the script itself goes on as written. */
function withAcknowledgement(next: Reply, steer: string): Reply['parts'] {
  const first = next.parts[0];
  if (first?.kind === 'httpError') return next.parts;
  const quoted = steer.trim().replace(/\s+/g, ' ');
  const short = quoted.length > 120 ? `${quoted.slice(0, 119)}…` : quoted;
  return [say(`Noted: “${short}”. I'll keep that in mind and carry on.`), ...next.parts];
}

function defaultFallback(prompt: string): Reply {
  const words = prompt.trim().split(/\s+/).filter(Boolean).length;
  return reply(
    say(
      `I am a scripted model, so I can only play prepared scripts. Your prompt of ${words} ` +
        `word${words === 1 ? '' : 's'} is none of mine; nothing was run and nothing was changed.`,
    ),
  );
}

/** The body of a request, or `undefined` when the peer went away while sending it. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(new Error(`the request is larger than ${MAX_BODY_BYTES} bytes`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}
