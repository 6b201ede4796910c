import { rulesTopic } from '#shared/contract/topics.ts';
import { randomUUID } from 'node:crypto';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import { unreadable, shownWords, type Script } from '#shared/model/command/script.ts';
import type { Decider } from '#shared/model/approval/decider.ts';
import type { Change } from '#shared/model/collection.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { applyRules, touches, type RuleSubject, type RuleVerdict } from '#shared/model/rule/apply.ts';
import { holds, type Rule, type RuleDraft, type RuleMatch, type RulePlace } from '#shared/model/rule/rule.ts';
import { folderProblem, runsLater } from '#shared/model/rule/runs-later.ts';
import {
  coversCommand,
  declineChoices,
  firstLiterals,
  tellingSets,
  wordChoices,
  wordsProblem,
} from '#shared/model/rule/words.ts';
import { foreignShell } from './foreign-shell.ts';
import { LeftToPerson } from './left-to-person.ts';
import { readScript, type Parse } from './read-script.ts';

/** A request before it is known what a shell makes of it. */
export type RawSubject =
  | { readonly type: 'command'; readonly text: string; readonly inPlace: boolean }
  | Exclude<RuleSubject, { type: 'command' }>;

/** A request that waits, or did, as rules need it. */
export interface RuleRequest {
  readonly id: ApprovalId;
  readonly place: RulePlace;
  /** Null when no rule can be about it. */
  readonly subject: RawSubject | null;
  /** A gateway decides what may happen: rules can still decline it, and accept nothing. */
  readonly declineOnly: boolean;
}

/** An earlier request out of the journal. */
export interface EarlierRequest {
  /** What was asked, as one line. */
  readonly line: string;
  readonly subject: RawSubject;
}

export interface RuleStore {
  rules(): Rule[];
  /** Throws when it is not stored. */
  saveRule(rule: Rule): void;
  /** Keeps what a rule counts; throws never. */
  noteRule(rule: Rule): void;
  removeRule(id: string): void;
}

/** Decisions by a rule that is being made, as they wait to be taken back. */
export interface RuleBatch {
  readonly approvalIds: readonly ApprovalId[];
  readonly decision: Rule['effect'];
  readonly rule: { readonly id: string; readonly name: string };
  /** The client the rule is made on. */
  readonly by: string;
  readonly delayMs: number;
}

export interface RulesOptions {
  readonly store: RuleStore;
  readonly apply: (changes: readonly Change[]) => void;
  /** Requests that wait now. */
  readonly pending: () => readonly RuleRequest[];
  /** A request by its id, waiting or ended; undefined when it is not known. */
  readonly request: (id: ApprovalId) => RuleRequest | undefined;
  /** The latest requests that wait no more, for examples. */
  readonly earlier: () => readonly EarlierRequest[];
  /** What the rules say of requests that wait may be another now. */
  readonly changed: () => void;
  /** Decides many alike, each in a name of its own; answers what was thrown for those that could not be decided. */
  readonly decideAll: (
    ids: readonly ApprovalId[],
    effect: Rule['effect'],
    by: (id: ApprovalId) => Decider,
  ) => ReadonlyMap<ApprovalId, unknown>;
  /** Lets decisions wait, and sends them unless they are taken back. Answers the batch's name. */
  readonly wait: (batch: RuleBatch, send: () => ReadonlyMap<ApprovalId, unknown>) => string;
  readonly now: () => number;
  /** The system the host runs on: it decides which shell a command is for. */
  readonly platform: NodeJS.Platform;
  /** The person's own folder, or null: no rule covers files of all of it. */
  readonly home?: string | null;
}

const NOT_ANY_MORE = 'The rules do not decide it any more: it waits for a person.';
/** Scripts that are kept read: more than a preview has examples; and their characters. */
const MOST_SCRIPTS = 2_000;
const MOST_KEPT = 8_000_000;
/** Examples of each kind that a preview shows. */
const EXAMPLES = 5;

/**
 * The person's rules. They hold over all app-servers at once, because the host answers, and a command is read by a real
 * shell grammar: until that is loaded no rule decides anything.
 */
export class Rules {
  readonly #options: RulesOptions;
  readonly #rules = new Map<string, Rule>();
  readonly #left = new LeftToPerson();
  readonly #scripts = new Map<string, Script>();
  /** Characters of the keys of `#scripts`. */
  #kept = 0;
  #parse: Parse | undefined;

  constructor(options: RulesOptions) {
    this.#options = options;
    for (const rule of options.store.rules()) this.#show(rule);
  }

  /** The grammar is there: what waited for it is looked at. */
  start(parse: Parse): void {
    this.#parse = parse;
    this.#options.changed();
  }

  /** Shows what storage has by now; for rules that were held back. */
  reload(): void {
    for (const rule of this.#options.store.rules()) this.#show(rule);
  }

  /** What the rules decide of a request, and in whose name; null when they leave it to others. */
  consider(request: RuleRequest): { readonly effect: Rule['effect']; readonly by: Decider } | null {
    const verdict = this.#verdict(request);
    return verdict === null ? null : { effect: verdict.effect, by: deciderOf(verdict) };
  }

  /** Counts a decision at the rules that made it, if it was rules. */
  decided(by: Decider): void {
    if (by.type !== 'rules') return;
    for (const { id } of by.rules) {
      const rule = this.#rules.get(id);
      if (rule === undefined) continue;
      const used = { ...rule, uses: rule.uses + 1, lastUsedAt: this.#options.now() };
      this.#options.store.noteRule(used);
      this.#show(used);
    }
  }

  choices({ approvalId }: Params<'rule/choices'>): Results['rule/choices'] {
    const request = this.#options.request(approvalId);
    if (request === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This request is not known any more.' });
    if (request.subject === null)
      return {
        choices: [],
        declines: [],
        covered: [],
        why: 'A request of this kind is always for a person.',
      };
    const subject = this.#read(request.subject, request.place);
    switch (subject.type) {
      case 'network': {
        const host = { type: 'host', host: subject.host } as const;
        return { choices: [host], declines: [host], covered: [], why: null };
      }
      case 'files':
        return fileChoices(subject.paths, this.#options.home ?? null);
      case 'command':
        return { ...this.#commandChoices(subject, request.place), declines: commandDeclines(subject) };
    }
  }

  preview({ rule }: Params<'rule/preview'>): Results['rule/preview'] {
    const problem = this.#problem(rule);
    if (problem !== null) return { problem, pending: [], matched: [], unmatched: [] };
    const pending = this.#options.pending().filter((request) => this.#wouldDecide(rule, request));
    const matched = new Set<string>();
    const unmatched = new Set<string>();
    for (const { line, subject } of this.#options.earlier()) {
      const target = touches(rule, this.#read(subject, null)) ? matched : unmatched;
      if (target.size < EXAMPLES) target.add(line);
    }
    return {
      problem,
      pending: pending.map(({ id }) => id),
      matched: [...matched],
      unmatched: [...unmatched],
    };
  }

  save({ rule: draft, decides }: Params<'rule/save'>, by: string): Results['rule/save'] {
    const problem = this.#problem(draft);
    if (problem !== null) throw new ContractFailure({ code: 'badRequest', message: problem });
    const rule: Rule = {
      ...draft,
      id: randomUUID(),
      createdAt: this.#options.now(),
      createdBy: by,
      uses: 0,
      lastUsedAt: null,
    };
    const named = new Set(decides?.approvalIds);
    const waiting = this.#options.pending();
    this.#left.keepOnly(new Set(waiting.map(({ id }) => id)));
    for (const { id, place } of waiting)
      if (!named.has(id) && holds(rule, place, rule.createdAt)) this.#left.leave(id, rule.id);
    const ids = waiting
      .filter((request) => named.has(request.id) && this.#wouldDecide(rule, request))
      .map(({ id }) => id);
    const delayMs = decides?.delayMs ?? 0;
    if (ids.length > 1 && delayMs > 0) {
      const name = { id: rule.id, name: ruleName(rule) };
      const batch: RuleBatch = { approvalIds: ids, decision: rule.effect, rule: name, by, delayMs };
      const batchId = this.#options.wait(batch, () => this.#begin(rule, ids));
      return { ruleId: rule.id, decided: [], batchId };
    }
    const failed = this.#begin(rule, ids);
    return { ruleId: rule.id, decided: ids.filter((id) => !failed.has(id)), batchId: null };
  }

  /**
   * The rule holds from now on, and decides what it was given; what was thrown is answered for those that it could not.
   * What came since it was made is decided as everything that comes later.
   */
  #begin(rule: Rule, ids: readonly ApprovalId[]): ReadonlyMap<ApprovalId, unknown> {
    this.#save(rule);
    const failed = new Map<ApprovalId, unknown>();
    const verdicts = new Map<ApprovalId, RuleVerdict>();
    for (const id of ids) {
      this.#left.give(id);
      const request = this.#options.request(id);
      // Another rule or the gateway may have come since.
      const verdict = request === undefined ? null : this.#verdict(request);
      if (verdict?.effect === rule.effect) verdicts.set(id, verdict);
      else failed.set(id, new ContractFailure({ code: 'refused', message: NOT_ANY_MORE }));
    }
    const deciders = new Map([...verdicts].map(([id, verdict]) => [id, deciderOf(verdict)]));
    const none: Decider = { type: 'rules', rules: [] };
    const refused = this.#options.decideAll(
      [...verdicts.keys()],
      rule.effect,
      (id) => deciders.get(id) ?? none,
    );
    for (const [id, error] of refused) failed.set(id, error);
    this.#options.changed();
    return failed;
  }

  update({ ruleId, scope, until }: Params<'rule/update'>): null {
    const rule = this.#require(ruleId);
    if (until !== undefined && until !== null && until <= this.#options.now())
      throw new ContractFailure({ code: 'badRequest', message: 'Its end has passed already.' });
    const changed = {
      ...rule,
      ...(scope !== undefined && { scope }),
      ...(until !== undefined && { until }),
    };
    // It may be about more than before, and nobody was shown what of that waits: it stays for the person.
    for (const { id, place } of this.#options.pending())
      if (holds(changed, place, this.#options.now())) this.#left.leave(id, ruleId);
    this.#save(changed);
    return null;
  }

  remove({ ruleId }: Params<'rule/remove'>): null {
    this.#require(ruleId);
    this.#options.store.removeRule(ruleId);
    this.#rules.delete(ruleId);
    this.#options.apply([rulesTopic.rule.cut(ruleId)]);
    return null;
  }

  #require(id: string): Rule {
    const rule = this.#rules.get(id);
    if (rule === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This rule was taken back already.' });
    return rule;
  }

  #save(rule: Rule): void {
    this.#options.store.saveRule(rule);
    this.#show(rule);
  }

  #show(rule: Rule): void {
    this.#rules.set(rule.id, rule);
    this.#options.apply([rulesTopic.rule.put(rule.id, rule)]);
  }

  /** What the rules decide of a request; null when they leave it to the person. */
  #verdict({ id, place, subject, declineOnly }: RuleRequest): RuleVerdict | null {
    if (subject === null || this.#parse === undefined) return null;
    const rules = [...this.#rules.values()].filter(
      (rule) => !this.#left.has(id, rule.id) && this.#stands(rule),
    );
    const verdict = applyRules(this.#read(subject, place), rules, place, this.#options.now());
    return declineOnly && verdict?.effect === 'accept' ? null : verdict;
  }

  #problem({ match, until, effect }: RuleDraft): string | null {
    if (until !== null && until <= this.#options.now()) return 'Its end has passed already.';
    // A rule that declines may be as wide as the person likes.
    if (match.type === 'words') return wordsProblem(match.words, effect === 'accept' && match.open);
    if (match.type === 'folder' && effect === 'accept')
      return folderProblem(match.folder, this.#options.home ?? null);
    return null;
  }

  /** Whether a rule that was stored when more could be one is still one. */
  #stands(rule: Rule): boolean {
    if (rule.effect !== 'accept' || rule.match.type !== 'folder') return true;
    return folderProblem(rule.match.folder, this.#options.home ?? null) === null;
  }

  #wouldDecide(draft: RuleDraft, { place, subject, declineOnly }: RuleRequest): boolean {
    if ((declineOnly && draft.effect === 'accept') || subject === null || this.#parse === undefined)
      return false;
    const rule: Rule = { ...draft, id: '', createdAt: 0, createdBy: '', uses: 0, lastUsedAt: null };
    // Before the others, so that it counts also where one of them covers the same and left it to the person.
    const verdict = applyRules(
      this.#read(subject, place),
      [rule, ...[...this.#rules.values()].filter((other) => this.#stands(other))],
      place,
      this.#options.now(),
    );
    return verdict?.rules.includes(rule) === true;
  }

  #read(subject: RawSubject, place: RulePlace | null): RuleSubject {
    if (subject.type !== 'command') return subject;
    return { ...subject, script: this.#script(subject.text, place?.folders ?? []) };
  }

  /** The same text is looked at again and again: as it waits, in previews, for choices. */
  #script(text: string, folders: readonly string[]): Script {
    if (this.#parse === undefined) return unreadable('the grammar of the shell is not loaded');
    const key = [...folders, text].join('\0');
    const known = this.#scripts.get(key);
    if (known !== undefined) return known;
    const shell = foreignShell(text, this.#options.platform);
    const script =
      shell === null ? readScript(text, this.#parse, { folders }) : unreadable(`it is for ${shell}`);
    if (this.#scripts.size >= MOST_SCRIPTS || this.#kept + key.length > MOST_KEPT) {
      this.#scripts.clear();
      this.#kept = 0;
    }
    this.#scripts.set(key, script);
    this.#kept += key.length;
    return script;
  }

  #commandChoices(
    subject: Extract<RuleSubject, { type: 'command' }>,
    place: RulePlace,
  ): Omit<Results['rule/choices'], 'declines'> {
    const { text, script, inPlace } = subject;
    const only = (why: string) => ({ choices: [{ type: 'text', text } as const], covered: [], why });
    if (!inPlace)
      return {
        choices: [],
        covered: [],
        why: 'It runs in another folder than its thread, where rules accept nothing.',
      };
    if (script.hides !== null) return only(`Only the very same text can be a rule: ${script.hides}.`);
    const telling = script.commands.flatMap(tellingSets)[0];
    if (telling !== undefined) return only(`Only the very same text can be a rule: it sets ${telling.name}.`);
    const rules = [...this.#rules.values()].filter(({ effect }) => effect === 'accept');
    const isCovered = (command: (typeof script.commands)[number]): boolean =>
      rules.some(
        (rule) =>
          rule.match.type === 'words' &&
          coversCommand(rule.match, command) &&
          applyRules(
            { ...subject, script: { commands: [command], hides: null } },
            [rule],
            place,
            this.#options.now(),
          ) !== null,
      );
    const open = script.commands.filter((command) => !isCovered(command));
    const covered = script.commands.filter((command) => !open.includes(command));
    // A part that no possible rule covers leaves the whole command to the person.
    const never = open.find((command) => wordChoices(command).length === 0);
    if (never !== undefined) {
      const shown = shownWords(never.words.map((word) => word.text));
      return only(
        never.piped === true
          ? `Only the very same text can be a rule: what “${shown}” does with what it is given is not known.`
          : `Only the very same text can be a rule: what “${shown}” does is not known.`,
      );
    }
    const choices = unique(open.flatMap(wordChoices));
    return {
      choices: [
        ...choices.map((choice): RuleMatch => ({ type: 'words', ...choice })),
        { type: 'text', text },
      ],
      covered: covered.map(({ words }) => shownWords(words.map((word) => word.text))),
      why:
        open.length > 1
          ? `It is ${open.length} commands; it runs by itself only when each has a rule.`
          : whyNoWider(open, choices),
    };
  }
}

/** Why one command has a choice for its very words and none that leaves any open; null where it has. */
function whyNoWider(
  [command]: readonly { readonly words: readonly { readonly text: string }[] }[],
  choices: readonly { readonly open: boolean }[],
): string | null {
  if (command === undefined || choices.some(({ open }) => open)) return null;
  const shown = shownWords(command.words.map(({ text }) => text));
  return `Only these very words can be a rule: what “${shown}” does with others is not known.`;
}

function unique<T>(choices: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return choices.filter((choice) => {
    const key = JSON.stringify(choice);
    return !seen.has(key) && seen.add(key);
  });
}

/** Rules that could decline a command: any part of it, however it is hidden, down to its bare programs; and its text. */
function commandDeclines({ text, script }: Extract<RuleSubject, { type: 'command' }>): readonly RuleMatch[] {
  const read = script.commands.flatMap((command) => {
    const literal = firstLiterals(command);
    return declineChoices(literal, literal.length === command.words.length);
  });
  const rough = (script.rough ?? []).flatMap((words) => declineChoices(words, false));
  return [
    ...unique([...read, ...rough])
      .filter(({ words }) => words.length <= MOST_DECLINED_WORDS)
      .slice(0, MOST_DECLINES)
      .map((choice): RuleMatch => ({ type: 'words', ...choice })),
    { type: 'text', text },
  ];
}

/** What a dialog has room for. */
const MOST_DECLINES = 12;
const MOST_DECLINED_WORDS = 200;

/**
 * Rules for changes of files: the folders that hold all of them, the deepest first, never the root of anything. Where
 * some of the files say how the folder is built and tested, to accept them is a choice of its own, which says so.
 */
function fileChoices(paths: readonly string[], home: string | null): Results['rule/choices'] {
  const folders = foldersOf(paths);
  const declines = folders.map((folder): RuleMatch => ({ type: 'folder', folder }));
  const kinds = paths.map(runsLater);
  if (kinds.includes('always'))
    return {
      choices: [],
      declines,
      covered: [],
      why: 'Some of these files run later by themselves, or let somebody in: their changes are always for a person.',
    };
  const allowed = folders.filter((folder) => folderProblem(folder, home) === null);
  const here = kinds.includes('here');
  return {
    choices: allowed.map((folder) => ({ type: 'folder', folder, ...(here && { runs: true }) })),
    declines,
    covered: [],
    why: here
      ? 'Some of these files say how the folder is built, tested or run: what is changed in them runs later.'
      : allowed.length === 0
        ? 'No folder of one project holds all of these files.'
        : null,
  };
}

function foldersOf(paths: readonly string[]): readonly string[] {
  const [first] = paths;
  if (first === undefined) return [];
  const separator = first.includes('\\') ? '\\' : '/';
  const parts = first.split(separator).slice(0, -1);
  const found: string[] = [];
  for (let length = parts.length; length > 1 && found.length < EXAMPLES; length -= 1) {
    const folder = parts.slice(0, length).join(separator);
    if (paths.every((path) => path.startsWith(folder + separator))) found.push(folder);
  }
  return found;
}

function deciderOf({ rules }: RuleVerdict): Decider {
  return { type: 'rules', rules: rules.map((rule) => ({ id: rule.id, name: ruleName(rule) })) };
}

/** A rule in a few words, for the journal and for whoever decided. */
export function ruleName({ match }: Pick<Rule, 'match'>): string {
  switch (match.type) {
    case 'text':
      return match.text.length > 80 ? `${match.text.slice(0, 80)}…` : match.text;
    case 'words':
      return `${shownWords(match.words)}${match.open ? ' …' : ''}`;
    case 'host':
      return match.host;
    case 'folder':
      return `files in ${match.folder}${match.runs === true ? ', also what runs later' : ''}`;
  }
}
