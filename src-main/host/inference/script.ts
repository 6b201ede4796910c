/**
 * What a scripted model can be told to do: scripts as data, and the small builders they are written with.
 *
 * A script is a list of steps, one per model request of a turn. A step is a reply (a list of parts), or a
 * function that makes the reply from what the tools answered so far, so that a script can react to a declined
 * approval. A reply that calls tools is followed by the next step; a reply without a call ends the turn.
 */

/** What one tool call of this turn came back with. */
export interface CallResult {
  /** The step that made the call, and the call's place among the calls of that step; both from 0. */
  readonly step: number;
  readonly index: number;
  readonly tool: string;
  /** The text that the tool answered, as the model sees it. */
  readonly output: string;
  /** True when a person (or a policy) refused the call. */
  readonly refused: boolean;
}

/** What a step that is a function can look at. */
export interface StepContext {
  readonly results: readonly CallResult[];
  /** User messages that came after the one that chose the script: steering, or another try after a failure. */
  readonly followUps: number;
  /** The working directory of the turn, or `''` where the request does not name it. */
  readonly cwd: string;
}

export type Part =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'flood'; readonly deltas: number; readonly chars: number }
  | { readonly kind: 'think'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly tool: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly namespace?: string;
    }
  | { readonly kind: 'patch'; readonly patch: string }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'hold'; readonly name: string }
  | { readonly kind: 'fail'; readonly code: string; readonly message: string }
  | { readonly kind: 'httpError'; readonly status: number; readonly message: string }
  | { readonly kind: 'drop' };

/** Token counts of one reply; what is left out is estimated from the sizes of request and reply. */
export interface Usage {
  readonly inputTokens?: number;
  readonly cachedInputTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
}

export interface Reply {
  readonly parts: readonly Part[];
  readonly usage?: Usage;
}

export type Step = Reply | ((context: StepContext) => Reply);
export type Script = readonly Step[];

/** Arguments of a tag such as `[script:flood deltas=100]`, with their defaults. */
export interface ScriptArgs {
  text(name: string, fallback: string): string;
  /** A finite number; the fallback where the argument is absent or no number. */
  number(name: string, fallback: number): number;
}

export interface Scenario {
  /** The name that a tag `[script:name]` in a prompt chooses it by; unique among the scenarios of one model. */
  readonly name: string;
  /** A prompt that chooses it without a tag; compared without regard to white space. */
  readonly prompt?: string;
  readonly script: (args: ScriptArgs) => Script;
}

export interface RunOptions {
  readonly workdir?: string;
  /** Asks to run outside the sandbox, which needs an approval; the text is the question that the person sees. */
  readonly escalate?: string;
  /** With `escalate`: the prefix that the person may allow from now on. */
  readonly prefixRule?: readonly string[];
  readonly tty?: boolean;
  /** How long the command may run before it goes on in the background, in ms, from 250 to 30,000, the default. */
  readonly yieldMs?: number;
  readonly maxOutputTokens?: number;
  /** More arguments for the tool as they are, for example `additional_permissions`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface PlanStep {
  readonly step: string;
  readonly status: 'pending' | 'in_progress' | 'completed';
}

/** One reply from its parts. */
export function reply(...parts: Part[]): Reply {
  return { parts };
}

/** An agent message, streamed at the model's pace. */
export function say(text: string): Part {
  return { kind: 'say', text };
}

/** An agent message of exactly `deltas` deltas of `chars` characters each: load, not prose. */
export function flood(deltas: number, chars: number): Part {
  return { kind: 'flood', deltas: Math.max(0, Math.floor(deltas)), chars: Math.max(1, Math.floor(chars)) };
}

/** A reasoning summary, streamed at the model's pace. */
export function think(text: string): Part {
  return { kind: 'think', text };
}

/** A call of any function tool that Codex offers. */
export function call(tool: string, args: Readonly<Record<string, unknown>>, namespace?: string): Part {
  return namespace === undefined ? { kind: 'call', tool, args } : { kind: 'call', tool, args, namespace };
}

/** A shell command; several in one reply run in parallel. Not a login shell, so that `PATH` is the app-server's. */
export function run(cmd: string, options: RunOptions = {}): Part {
  const args: Record<string, unknown> = {
    cmd,
    login: false,
    yield_time_ms: options.yieldMs ?? 30_000,
    ...options.more,
  };
  if (options.workdir !== undefined) args['workdir'] = options.workdir;
  if (options.escalate !== undefined) {
    args['sandbox_permissions'] = 'require_escalated';
    args['justification'] = options.escalate;
  }
  if (options.prefixRule !== undefined) args['prefix_rule'] = options.prefixRule;
  if (options.tty !== undefined) args['tty'] = options.tty;
  if (options.maxOutputTokens !== undefined) args['max_output_tokens'] = options.maxOutputTokens;
  return { kind: 'call', tool: 'exec_command', args };
}

/** An edit in the `apply_patch` format. Paths outside the writable folders need an approval. */
export function patch(text: string): Part {
  return { kind: 'patch', patch: text };
}

/** Sets the plan (needs `updatePlan` in the configuration, see `codexConfigToml`). */
export function plan(steps: readonly PlanStep[], explanation?: string): Part {
  const args = explanation === undefined ? { plan: steps } : { explanation, plan: steps };
  return { kind: 'call', tool: 'update_plan', args };
}

/** A plan of which the first `done` steps are completed and the next one is in progress. */
export function planAt(steps: readonly string[], done: number): Part {
  return plan(
    steps.map((step, i) => ({
      step,
      status: i < done ? 'completed' : i === done ? 'in_progress' : 'pending',
    })),
  );
}

/** Waits; the time is multiplied by the pace's `pauseScale`. */
export function pause(ms: number): Part {
  return { kind: 'pause', ms };
}

/** Keeps the stream open and silent until `release(name)`, or until the app-server gives up. */
export function hold(name: string): Part {
  return { kind: 'hold', name };
}

/** Ends the turn with `response.failed`. */
export function fail(code: string, message: string): Part {
  return { kind: 'fail', code, message };
}

/** Answers the request with an HTTP status instead of a stream; must be the first part of its reply. */
export function httpError(status: number, message: string): Part {
  return { kind: 'httpError', status, message };
}

/** Cuts the connection in the middle of the stream. */
export function drop(): Part {
  return { kind: 'drop' };
}

/** True when the part calls a tool, so that another model request follows. */
export function isCall(part: Part): boolean {
  return part.kind === 'call' || part.kind === 'patch';
}
