/**
 * Judges what app-servers were answered: by what they asked, by the journal of what was decided, and by what people
 * and rules did decide. Knows nothing of Muster's own state.
 */
import type { DecisionId } from '#shared/model/approval/approval.ts';
import type { Answered, Asked, TeedProcess } from './answer-tee.ts';

/** A process of an app-server with the generation that its spawn has in storage. */
export interface KnownProcess extends TeedProcess {
  readonly generation: string;
  readonly lives: boolean;
}

/** A line of the approval journal, as far as it matters here. */
export interface JournalLine {
  readonly at: number;
  readonly approvalId: string;
  readonly event: string;
  readonly decision: string | null;
  readonly by: string | null;
}

/** What somebody tried to decide. `state` is what the host said to it; `unknown` when nothing is known of it. */
export interface Attempt {
  readonly by: string;
  readonly decision: DecisionId;
  state: 'took' | 'refused' | 'unknown' | 'takenBack';
}

/** A rule and the time (Unix ms) for which it was saved. */
export interface RuleTime {
  readonly effect: 'accept' | 'decline';
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

export interface Evidence {
  readonly processes: readonly KnownProcess[];
  /** In the order of time. */
  readonly journal: readonly JournalLine[];
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  readonly rules: readonly RuleTime[];
}

export interface Verdict {
  readonly answers: number;
  readonly asked: number;
  readonly byRule: number;
  readonly expired: number;
  /** Answers that did not belong to the request they were for, or were not what was decided first. */
  readonly wrong: readonly string[];
  /** Requests in the journal with no end, or with two. */
  readonly endless: readonly string[];
  /** Decided in the journal, and never written to an app-server that lives. */
  readonly undelivered: readonly string[];
}

/** Says what was wrong, in words. To be asked when nothing is on its way. */
export function judge({ processes, journal, attempts, rules }: Evidence): Verdict {
  const asked = new Set<string>();
  const decided = new Map<string, JournalLine>();
  const ends = new Map<string, number>();
  const gone = new Set<string>();
  for (const line of journal) {
    if (line.event === 'asked') asked.add(line.approvalId);
    if (line.event === 'decided' && !decided.has(line.approvalId)) decided.set(line.approvalId, line);
    if (line.event === 'expired') gone.add(line.approvalId);
    if (line.event === 'decided' || line.event === 'expired')
      ends.set(line.approvalId, (ends.get(line.approvalId) ?? 0) + 1);
  }
  const wrong: string[] = [];
  const undelivered: string[] = [];
  let answers = 0;
  for (const process of processes) {
    const requests = new Map(process.asked.map((request) => [request.id, request]));
    const first = new Map<Answered['id'], Answered>();
    for (const answer of process.answered) {
      const name = `${process.generation}/${answer.id}`;
      const request = requests.get(answer.id);
      const before = first.get(answer.id);
      answers += 1;
      if (request === undefined) wrong.push(`${name}: nobody asked for the answer ${text(answer)}`);
      else if (before !== undefined) {
        if (text(before) !== text(answer)) wrong.push(`${name}: a second answer differs: ${text(answer)}`);
      } else {
        first.set(answer.id, answer);
        // Whoever asked for what ended undecided is told so.
        const toldGone = gone.has(name) && answer.error !== undefined;
        const problem =
          isForPeople(request) && !toldGone ? problemOf(request, answer, decided.get(name)) : null;
        if (problem !== null) wrong.push(`${name}: ${problem}`);
      }
    }
    if (!process.lives) continue;
    for (const { id } of process.asked.filter(isForPeople)) {
      const name = `${process.generation}/${id}`;
      if (decided.has(name) && !first.has(id))
        undelivered.push(`${name} at process ${process.pid}: ${JSON.stringify(decided.get(name))}`);
    }
  }
  const requestOf = new Map(
    processes.flatMap(({ generation, asked: all }) => all.map((one) => [`${generation}/${one.id}`, one])),
  );
  let byRule = 0;
  for (const [name, line] of decided) {
    const isRule = line.by?.startsWith('Rule:') === true;
    byRule += isRule ? 1 : 0;
    const problem = isRule
      ? ruleProblem(line, requestOf.get(name), rules)
      : personProblem(line, attempts.get(name) ?? []);
    if (problem !== null) wrong.push(`${name}: ${problem}`);
  }
  const endless = [...asked].flatMap((name) => {
    const count = ends.get(name) ?? 0;
    return count === 1 ? [] : [`${name} has ${count} ends in the journal`];
  });
  const expired = journal.filter(({ event }) => event === 'expired').length;
  return { answers, asked: asked.size, byRule, expired, wrong, endless, undelivered };
}

function text({ result, error }: Answered): string {
  return JSON.stringify({ result, error });
}

/** Requests that Muster answers by itself are not in the journal. */
function isForPeople({ method }: Asked): boolean {
  return method !== 'currentTime/read' && method !== 'item/tool/call';
}

function problemOf(request: Asked, answer: Answered, line: JournalLine | undefined): string | null {
  if (line === undefined) return `answered with ${text(answer)}, and nothing was decided`;
  const said = decisionOf(request, answer);
  return said === line.decision ? null : `decided was ${line.decision}, answered ${said} (${text(answer)})`;
}

/** The decision that an answer amounts to, in Muster's words. */
function decisionOf({ method }: Asked, { result, error }: Answered): string {
  if (error !== undefined) return 'an error';
  const said = result as Record<string, unknown> | undefined;
  switch (method) {
    case 'item/permissions/requestApproval':
      if (Object.keys((said?.['permissions'] as object | undefined) ?? {}).length === 0) return 'decline';
      return said?.['scope'] === 'session' ? 'acceptForSession' : 'accept';
    case 'item/tool/requestUserInput':
      return Object.keys((said?.['answers'] as object | undefined) ?? {}).length === 0 ? 'decline' : 'answer';
    case 'mcpServer/elicitation/request':
      return said?.['action'] === 'accept' ? 'answer' : String(said?.['action']);
    default:
      return String(said?.['decision']);
  }
}

/** What a person decided counts if they did, and if nobody was told before that theirs counts. */
function personProblem({ decision, by }: JournalLine, attempts: readonly Attempt[]): string | null {
  const same = (attempt: Attempt): boolean => attempt.by === by && attempt.decision === decision;
  if (!attempts.some((attempt) => same(attempt) && (attempt.state === 'took' || attempt.state === 'unknown')))
    return `${by} did not decide ${decision}: ${JSON.stringify(attempts)}`;
  const other = attempts.find((attempt) => attempt.state === 'took' && !same(attempt));
  return other === undefined
    ? null
    : `${by} decided ${decision}, and ${other.by} was told that ${other.decision} counts`;
}

function ruleProblem(
  { at, decision }: JournalLine,
  request: Asked | undefined,
  rules: readonly RuleTime[],
): string | null {
  const rule = rules.find(({ from, to }) => from <= at && at <= to);
  if (rule === undefined) return 'decided by a rule, and there was none';
  if (rule.effect !== decision) return `the rule says ${rule.effect}, decided was ${decision}`;
  const command = String(request?.params['command']);
  return command.includes(rule.word) ? null : `the rule is not about ${command}`;
}
