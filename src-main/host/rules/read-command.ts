import {
  RISKS,
  type Reading,
  type Risk,
  type RiskKind,
  type Span,
  type Token,
  type TokenType,
} from '#shared/model/command/reading.ts';
import {
  assignmentRisk,
  commandRisks,
  layersOf,
  mayBeRisky,
  pipelineRisk,
  programOf,
  redirectRisks,
  type ReadPlace,
  type ReadWord,
} from '#shared/model/command/risks.ts';
import { roughLook, type RoughCommand } from '#shared/model/command/rough.ts';
import { newBudget, type Parse, type ParseBudget, type SyntaxNode } from './read-script.ts';
import { tangle } from './tangle.ts';

/** A longer text is shown as it is: colours would help nobody there. */
const LONGEST = 4_000;
/** How much of an unparsed text is searched for risks (some 5 ms), and how many are kept. */
const LOOKED = { characters: 100_000, commands: 10_000, words: 300 };
const MOST_LOOKS = 400;
/** Scripts within scripts that are followed. */
const DEEPEST = 4;
/** Risks that a card has room for. */
const MOST_RISKS = 12;
const ORDER = Object.keys(RISKS) as RiskKind[];

/**
 * Reads a command's text for the eye: its parts, and what it does that matters with the words that make it so. Unlike
 * `readScript` it guesses where it must, for nothing is decided by it.
 */
export function readCommand(text: string, parse: Parse, place: ReadPlace): Reading {
  if (text.length > LONGEST) return lookRoughly(text, place, 'it is too long to be read');
  const budget = newBudget();
  const root = tangle(text) === null ? parse(text, budget) : null;
  if (root === null) return lookRoughly(text, place, 'it is too tangled to be read');
  const reader = new CommandReader(parse, place, budget);
  reader.read(root, (span) => ({ from: span.from, to: span.to }));
  if (reader.unread) return lookRoughly(text, place, 'it is too tangled to be read');
  const unread = root.hasError ? 'parts of it are no script that Muster can read' : null;
  return { text, tokens: tokensOf(root, text), risks: gravestFirst(reader.risks, text), unread };
}

/** What can be said of a text without its grammar: its risks, command by command, as far as it is looked through. */
function lookRoughly(text: string, place: ReadPlace, why: string): Reading {
  const risks: Risk[] = [];
  const seen = new Set<string>();
  const { commands, whole } = roughLook(text, LOOKED);
  let all = whole;
  let left = MOST_LOOKS;
  const look = (commandsOf: readonly RoughCommand[], depth: number, at: Span | null): void => {
    // The fetching command stands before the running one, with a few commands between them at most.
    let pipeline: (readonly ReadWord[])[] = [];
    for (const { words, piped } of commandsOf) {
      if (!piped) pipeline = [];
      else if (pipeline.length > 3) pipeline.shift();
      const placed = at === null ? words : words.map((word) => ({ text: word.text, ...at }));
      pipeline.push(placed);
      if (!mayBeRisky(words)) continue;
      // A repeated command is looked at once.
      const key = `${piped ? '|' : ''}${words.map((word) => word.text).join(' ')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (left <= 0) {
        all = false;
        return;
      }
      left -= 1 + Math.floor(words.length / 20);
      const fetched = piped ? pipelineRisk(pipeline) : null;
      if (fetched !== null) risks.push(fetched);
      for (const risk of commandRisks(placed, place)) risks.push(risk);
      for (const layer of depth > 1 ? [] : layersOf(placed)) {
        const script = scriptOf(layer);
        if (script === undefined) continue;
        const inner = roughLook(script.text, LOOKED);
        if (!inner.whole) all = false;
        look(inner.commands, depth + 1, { from: script.from, to: script.to });
      }
    }
  };
  look(commands, 0, null);
  return {
    text,
    tokens: [],
    risks: gravestFirst(risks, text),
    unread: all ? why : `${why}, and not all of it was looked at`,
  };
}

function gravestFirst(risks: readonly Risk[], text: string): readonly Risk[] {
  const told = new Set<string>();
  return [...risks]
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.from - b.from)
    .filter(({ kind, from, to }) => {
      const key = `${kind} ${text.slice(from, to)}`;
      return !told.has(key) && told.add(key);
    })
    .slice(0, MOST_RISKS);
}

/** Where the words of a text stand in the text that is shown. */
type Placing = (span: Span) => Span;

/** Looks through a tree for commands, wherever they stand: also in loops, functions and substitutions. */
class CommandReader {
  readonly risks: Risk[] = [];
  readonly #parse: Parse;
  readonly #budget: ParseBudget;
  #place: ReadPlace;
  /** A script within could not be read any more. */
  unread = false;

  constructor(parse: Parse, place: ReadPlace, budget: ParseBudget) {
    this.#parse = parse;
    this.#place = place;
    this.#budget = budget;
  }

  read(root: SyntaxNode, placing: Placing, depth = 0): void {
    const placed = (word: ReadWord): ReadWord => ({ text: word.text, ...placing(word) });
    const visit = (node: SyntaxNode): void => {
      if (node.type === 'command') {
        const words = wordsOf(node);
        this.risks.push(...commandRisks(words.map(placed), this.#place));
        this.#enter(words);
        if (depth < DEEPEST) this.#scripts(words, node, placing, depth);
      } else if (node.type === 'file_redirect') this.#redirect(node, placed);
      else if (node.type === 'variable_assignment') this.#add(assignmentRisk(placed(wordOf(node))));
      else if (node.type === 'pipeline')
        this.#add(pipelineRisk(commandsIn(node).map((one) => wordsOf(one).map(placed))));
      for (const child of node.children) if (child !== null) visit(child);
    };
    visit(root);
  }

  #add(risk: Risk | null): void {
    if (risk !== null) this.risks.push(risk);
  }

  /** What comes after `cd` runs elsewhere. */
  #enter([program, target]: readonly ReadWord[]): void {
    if (programOf(program) !== 'cd' || target === undefined || /[$~*`]/.test(target.text)) return;
    const { cwd } = this.#place;
    const absolute = /^(?:[\\/]|[A-Za-z]:)/.test(target.text);
    const next = absolute ? target.text : cwd === null ? null : `${cwd}/${target.text}`;
    this.#place = { ...this.#place, cwd: next };
  }

  /** Texts that a shell is handed to run: `bash -c '…'`, `eval "…"`, `ssh host '…'`. */
  #scripts(words: readonly ReadWord[], node: SyntaxNode, placing: Placing, depth: number): void {
    for (const layer of layersOf(words)) {
      const script = scriptOf(layer);
      if (script === undefined) continue;
      const source = node.text.slice(script.from - node.startIndex, script.to - node.startIndex);
      const { from, to } = placing(script);
      // Only a text in single quotes stands there character by character.
      const same = source === `'${script.text}'` && to - from === source.length;
      const inner: Placing = (span) =>
        same ? { from: from + 1 + span.from, to: from + 1 + span.to } : { from, to };
      const root = tangle(script.text) === null ? this.#parse(script.text, this.#budget) : null;
      if (root === null) this.unread = true;
      else this.read(root, inner, depth + 1);
    }
  }

  #redirect(node: SyntaxNode, placed: (word: ReadWord) => ReadWord): void {
    const operator = node.children.find((child) => child?.isNamed === false)?.type ?? '';
    const target = node.children.findLast(
      (child) => child?.isNamed === true && child.type !== 'file_descriptor',
    );
    if (target == null) return;
    this.risks.push(...redirectRisks(placed(wordOf(target)), operator.includes('>'), this.#place));
  }
}

/** The word of a command that is itself a script. */
function scriptOf([program, ...args]: readonly ReadWord[]): ReadWord | undefined {
  const name = programOf(program);
  if (name === 'eval') return args[0];
  if (name === 'ssh') return args.length > 1 ? args.at(-1) : undefined;
  if (!/^(?:ba|z|da|k)?sh$/.test(name)) return undefined;
  const option = args.findIndex(({ text }) => /^-\w*c$/.test(text));
  return option === -1 ? undefined : args[option + 1];
}

function commandsIn(node: SyntaxNode): SyntaxNode[] {
  if (node.type === 'command') return [node];
  return node.children.flatMap((child) => (child === null ? [] : commandsIn(child)));
}

function wordsOf(node: SyntaxNode): ReadWord[] {
  return node.children.flatMap((child) => {
    if (child === null || !child.isNamed || child.type.endsWith('redirect')) return [];
    if (child.type === 'variable_assignment') return [];
    return [wordOf(child.type === 'command_name' ? (child.children[0] ?? child) : child)];
  });
}

function wordOf(node: SyntaxNode): ReadWord {
  return { text: spoken(node), from: node.startIndex, to: node.endIndex };
}

/** What a word says, quotes taken off. */
function spoken(node: SyntaxNode): string {
  switch (node.type) {
    case 'raw_string':
      return node.text.slice(1, -1);
    case 'string':
      return node.text.slice(1, -1).replaceAll(/\\([$`"\\])/g, '$1');
    case 'concatenation':
      return node.children.map((child) => (child === null ? '' : spoken(child))).join('');
    case 'word':
      return node.text.replaceAll(/\\(.)/g, '$1');
    default:
      return node.text;
  }
}

const STRINGS = new Set(['string', 'raw_string', 'ansi_c_string', 'translated_string', 'heredoc_body']);
const VARIABLES = new Set(['simple_expansion', 'expansion', 'variable_name', 'special_variable_name']);

/** The parts of a text, as a person tells them apart. */
function tokensOf(root: SyntaxNode, text: string): readonly Token[] {
  const tokens: Token[] = [];
  const add = (from: number, to: number, type: TokenType): void => {
    const last = tokens.at(-1);
    if (from >= to || (last !== undefined && from < last.to)) return;
    if (last?.type === type && last.to === from) tokens[tokens.length - 1] = { from: last.from, to, type };
    else tokens.push({ from, to, type });
  };
  const visit = (node: SyntaxNode, inString: boolean): void => {
    if (node.type === 'comment') add(node.startIndex, node.endIndex, 'comment');
    else if (VARIABLES.has(node.type)) add(node.startIndex, node.endIndex, 'variable');
    else if (node.type === 'command_name') {
      if (node.children[0]?.type === 'word') add(node.startIndex, node.endIndex, 'program');
      else children(node, inString);
    } else if (STRINGS.has(node.type)) {
      if (node.children.length === 0) add(node.startIndex, node.endIndex, 'string');
      else children(node, true);
    } else if (node.children.length > 0) children(node, inString && node.type !== 'command_substitution');
    else if (inString) add(node.startIndex, node.endIndex, 'string');
    else if (node.type === 'word') {
      if (/^-./.test(node.text)) add(node.startIndex, node.endIndex, 'option');
    } else if (!node.isNamed && node.text.trim() !== '') add(node.startIndex, node.endIndex, 'operator');
  };
  const children = (node: SyntaxNode, inString: boolean): void => {
    for (const child of node.children) if (child !== null) visit(child, inString);
  };
  visit(root, false);
  return tokens.filter(({ to }) => to <= text.length);
}
