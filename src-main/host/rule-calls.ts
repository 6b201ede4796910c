import { homedir } from 'node:os';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { JournalSubject } from '#shared/contract/requests.ts';
import { rulesTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Reading } from '#shared/model/command/reading.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';
import type { Batches } from './approvals/batches.ts';
import type { Inbox } from './approvals/inbox.ts';
import { foreignShell } from './rules/foreign-shell.ts';
import { readCommand } from './rules/read-command.ts';
import type { Parse } from './rules/read-script.ts';
import { pathsOfFolder, realFile, realPath } from './rules/real-path.ts';
import { Rules, type RuleRequest } from './rules/rules.ts';
import { loadShellGrammar } from './rules/shell-grammar.ts';
import type { Storage } from './storage/records.ts';
import type { ThreadRegistry } from './threads/registry.ts';
import { Topic } from './topics/topic.ts';

/** Rules change when a person changes them, and count when they are used. */
const RULES_PACE_MS = 100;
/** Requests of the journal that examples are looked for among. */
const EXAMPLES_AMONG = 500;

export interface RuleCallsOptions {
  readonly inbox: Inbox;
  readonly batches: Pick<Batches, 'start'>;
  readonly registry: ThreadRegistry;
  readonly storage: Storage;
  /** Whether rules can only decline a request, because a gateway is there for it. */
  readonly declineOnly: (approval: Approval) => boolean;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Joins the rules with the inbox they decide in and the journal their examples come from. */
export class RuleCalls {
  readonly topic = new Topic(rulesTopic.topic, RULES_PACE_MS);
  readonly rules: Rules;
  readonly #options: RuleCallsOptions;
  #parse: Parse | undefined;

  constructor(options: RuleCallsOptions) {
    this.#options = options;
    const { inbox, batches, storage, now } = options;
    this.rules = new Rules({
      store: storage,
      apply: (changes) => this.topic.apply(changes),
      pending: () => inbox.waiting().map((approval) => this.#request(approval)),
      request: (id) => {
        const approval = inbox.get(id);
        return approval && this.#request(approval);
      },
      earlier: () =>
        storage
          .journal(EXAMPLES_AMONG)
          .flatMap(({ approvalId, event, subject, summary }) =>
            event === 'asked' && subject !== null && inbox.get(asId<ApprovalId>(approvalId))?.outcome !== null
              ? [{ line: lineOf(subject, summary), subject }]
              : [],
          ),
      decide: (id, effect, by) => {
        if (inbox.get(id)?.outcome !== null) return false;
        try {
          inbox.decide(id, { id: effect }, by);
        } catch (error) {
          // What cannot be noted is not decided by itself: a person looks at it.
          if (error instanceof ContractFailure && error.code === 'storage') return false;
          throw error;
        }
        return true;
      },
      decideAll: (ids, effect, by) => inbox.decideAll(ids, { id: effect }, by),
      wait: (batch, send) => batches.start(batch, send),
      now,
      platform: process.platform,
      home: realPath(homedir()),
    });
  }

  /** Loads the grammar; until it is there no rule decides. */
  start(): void {
    loadShellGrammar()
      .then((parse) => {
        this.#parse = parse;
        this.#options.inbox.readAgain();
        this.rules.start(parse);
      })
      .catch(this.#options.onFault);
  }

  /** Reads a command for the eye; null for what is none, and while the grammar is not there. */
  read({ body, threadId }: Approval): Reading | null {
    if ((body.kind !== 'command' && body.kind !== 'network') || body.command === null) return null;
    if (this.#parse === undefined) return null;
    const text = body.command;
    const shown = shownCommand(text);
    const shell = foreignShell(text, process.platform);
    if (shell !== null) return { text: shown, tokens: [], risks: [], unread: `it is for ${shell}` };
    const folder = this.#options.registry.get(threadId)?.facts.cwd ?? null;
    return readCommand(shown, this.#parse, { cwd: body.cwd, folder });
  }

  /** A request waits: the rules look at it. True when they decided it. */
  asked(approval: Approval): boolean {
    return this.rules.consider(this.#request(approval));
  }

  /** What a request is about, as far as rules can be; null for kinds that are always for a person. */
  subjectOf({ body, threadId }: Approval): JournalSubject | null {
    const cwd = this.#options.registry.get(threadId)?.facts.cwd;
    switch (body.kind) {
      case 'command':
        // More permissions than the command itself needs are another question, which no rule answers.
        if (body.extraPermissions !== null) return null;
        return {
          type: 'command',
          text: body.command,
          inPlace: cwd !== undefined && (body.cwd === null || realPath(body.cwd) === realPath(cwd)),
        };
      case 'network':
        return { type: 'network', host: body.host };
      case 'fileChange': {
        if (body.grantRoot !== null || body.changes.length === 0 || cwd === undefined) return null;
        const moved = body.changes.flatMap(({ kind }) =>
          kind.type === 'update' && kind.move_path !== null ? [kind.move_path] : [],
        );
        const paths = [...body.changes.map(({ path }) => path), ...moved];
        return { type: 'files', paths: paths.map((path) => realFile(cwd, path)) };
      }
      default:
        return null;
    }
  }

  #request(approval: Approval): RuleRequest {
    const { id, threadId, workspaceId } = approval;
    return {
      id,
      place: {
        threadId,
        workspaceId,
        folders: pathsOfFolder(this.#options.registry.get(threadId)?.facts.cwd),
      },
      subject: approval.onlyPerson ? null : this.subjectOf(approval),
      declineOnly: this.#options.declineOnly(approval),
    };
  }
}

function lineOf(subject: JournalSubject, summary: string): string {
  return subject.type === 'command' ? subject.text : summary;
}
