import { homedir } from 'node:os';
import { Emitter } from '#shared/base/emitter.ts';
import type { RuleResults } from '#shared/contract/calls/rules.ts';
import type { JournalSubject } from '#shared/contract/requests.ts';
import { rulesTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Decider } from '#shared/model/approval/decider.ts';
import { asId, type ApprovalId, type ThreadId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { Hears } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import { Topic } from '../topics/topic.ts';
import type { RulesBatches, RulesHear, RulesInbox, RulesStore } from './ports.ts';
import { pathsOfFolder, realPath } from './real-path.ts';
import type { RequestReader } from './request-reader.ts';
import { Rules, type RuleRequest } from './rules.ts';

/** Rules change when a person changes them, and count when they are used. */
const RULES_PACE_MS = 100;
/** Requests of the journal that examples are looked for among. */
const EXAMPLES_AMONG = 500;

export interface RuleDecidersOptions {
  readonly inbox: RulesInbox;
  readonly batches: RulesBatches;
  readonly store: RulesStore;
  readonly reader: RequestReader;
  /** Where a thread works; undefined for one that is not known. */
  readonly folderOf: (id: ThreadId) => string | undefined;
  /** Whether rules can only decline a request, because a gateway is there for it. */
  readonly declineOnly: (approval: Approval) => boolean;
  readonly events: Hears<RulesHear>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

type Consideration = { readonly type: Rule['effect']; readonly by: Decider } | { readonly type: 'leave' };

/** The person's rules as two of those who decide, with their calls and the journal that examples come from. */
export class RuleDeciders {
  readonly topic = new Topic(rulesTopic.topic, RULES_PACE_MS);
  /** Rules that decline, and those that accept: between them another may stand. */
  readonly declining = { consider: (approval: Approval) => this.#consider(approval, 'decline') };
  readonly accepting;
  readonly #options: RuleDecidersOptions;
  readonly #rules: Rules;

  constructor(options: RuleDecidersOptions) {
    this.#options = options;
    const { inbox, batches, store, events, now } = options;
    const changed = new Emitter<void>(options.onFault);
    this.accepting = {
      consider: (approval: Approval) => this.#consider(approval, 'accept'),
      changed: changed.event,
    };
    this.#rules = new Rules({
      store,
      apply: (changes) => this.topic.apply(changes),
      pending: () => inbox.waiting().map((approval) => this.#request(approval)),
      request: (id) => {
        const approval = inbox.get(id);
        return approval && this.#request(approval);
      },
      earlier: () =>
        store
          .journal(EXAMPLES_AMONG)
          .flatMap(({ approvalId, event, subject, summary }) =>
            event === 'asked' && subject !== null && inbox.get(asId<ApprovalId>(approvalId))?.outcome !== null
              ? [{ line: lineOf(subject, summary), subject }]
              : [],
          ),
      changed: () => changed.fire(),
      decideAll: (ids, effect, by) => inbox.decideAll(ids, { id: effect }, by),
      wait: (batch, send) => batches.start(batch, send),
      now,
      platform: process.platform,
      home: realPath(homedir()),
    });
    events.on('approvalDecided', ({ outcome }) => {
      if (outcome?.type === 'decided') this.#rules.decided(outcome.by);
    });
    events.on('storageTrusted', () => this.#rules.reload());
  }

  /** Loads the grammar; until it is there no rule decides. */
  start(): void {
    this.#options.reader
      .load()
      .then((parse) => {
        this.#options.inbox.readAgain();
        this.#rules.start(parse);
      })
      .catch(this.#options.onFault);
  }

  handlers(): Pick<CallHandlers, keyof RuleResults> {
    const rules = this.#rules;
    return {
      'rule/choices': (params) => rules.choices(params),
      'rule/preview': (params) => rules.preview(params),
      'rule/save': (params, client) => rules.save(params, client.name),
      'rule/update': (params) => rules.update(params),
      'rule/remove': (params) => rules.remove(params),
    };
  }

  #consider(approval: Approval, effect: Rule['effect']): Consideration {
    const verdict = this.#rules.consider(this.#request(approval));
    return verdict?.effect === effect ? { type: effect, by: verdict.by } : { type: 'leave' };
  }

  #request(approval: Approval): RuleRequest {
    const { id, threadId, workspaceId } = approval;
    return {
      id,
      place: { threadId, workspaceId, folders: pathsOfFolder(this.#options.folderOf(threadId)) },
      subject: approval.onlyPerson ? null : this.#options.reader.subject(approval),
      declineOnly: this.#options.declineOnly(approval),
    };
  }
}

function lineOf(subject: JournalSubject, summary: string): string {
  return subject.type === 'command' ? subject.text : summary;
}
