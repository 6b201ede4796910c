import type { z } from 'zod';

/** UTF-16 units of one text that a person sends or keeps: some 200,000 words, far more than any model reads at once. */
export const TEXT_MOST = 1_000_000;

/** Why a text cannot be sent or kept, in words; null when it can. */
export function textProblem(text: string): string | null {
  if (text.length <= TEXT_MOST) return null;
  return `It is too long: ${number(text.length)} characters, and ${number(TEXT_MOST)} at most can be sent at once. Put a part of it into a file and name the file, or send it in parts.`;
}

/** What the parts of requests are to a person. */
const NAMES: Readonly<Record<string, string>> = {
  text: 'The text',
  draft: 'The text',
  name: 'The name',
  path: 'The path',
  folder: 'The folder',
  value: 'The value',
  baseUrl: 'The address',
  url: 'The address',
  model: 'The name of the model',
  apiKey: 'The key',
  secret: 'The secret',
  codexPath: 'The path of Codex',
  codexHome: 'The folder of Codex',
  timeoutSeconds: 'The time limit',
  words: 'The command',
  host: 'The host',
};

/** What is wrong with a call, in words: a schema's own never reach the person. */
export function problemWords(issues: readonly z.core.$ZodIssue[]): string {
  const [issue] = issues;
  if (issue === undefined) return `This request is not one that this host knows. ${RELOAD}`;
  const what = nameOf(issue.path);
  switch (issue.code) {
    case 'too_big':
      return `${what} ${tooBig(issue)}`;
    case 'too_small':
      return `${what} ${tooSmall(issue)}`;
    case 'invalid_format':
      return issue.format === 'url'
        ? `${what} is no web address.`
        : `${what} has characters that cannot be used there.`;
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'custom':
      return `${what} is not what this host expects. ${RELOAD}`;
  }
}

const RELOAD = 'Reload the page: it may be older or newer than the host.';

function nameOf(path: readonly PropertyKey[]): string {
  for (const part of [...path].reverse()) {
    const name = typeof part === 'string' ? NAMES[part] : undefined;
    if (name !== undefined) return name;
  }
  const last = path.findLast((part) => typeof part === 'string');
  return last === undefined ? 'A part of this request' : `The part “${last}” of this request`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  switch (origin) {
    case 'string':
      return `is too long: ${number(maximum)} characters at most.`;
    case 'array':
    case 'set':
    case 'map':
      return `has too many parts: ${number(maximum)} at most.`;
    default:
      return `is too high: ${number(maximum)} at most.`;
  }
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  switch (origin) {
    case 'string':
    case 'array':
    case 'set':
    case 'map':
      return Number(minimum) <= 1 ? 'is missing.' : `is too short: ${number(minimum)} at least.`;
    default:
      return `is too low: ${number(minimum)} at least.`;
  }
}

function number(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
