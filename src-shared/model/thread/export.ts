import type { Item, MessagePart } from '../item/item.ts';
import { shownCommand } from './describe.ts';
import type { ItemEntity, TurnEntity } from './thread.ts';

/** A line of an export: one item, with the turn it belongs to. */
export function itemAsLine({ turnId, item, cutOff }: Pick<ItemEntity, 'turnId' | 'item' | 'cutOff'>): string {
  return `${JSON.stringify({ turnId, ...item, ...(cutOff === true && { cutOff }) })}\n`;
}

/** Items as Markdown that reads as the thread does: who said what, commands with their output, edits as diffs. */
export function itemsAsMarkdown(items: readonly Pick<ItemEntity, 'item' | 'cutOff'>[]): string {
  return items
    .map(itemAsMarkdown)
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A turn without its items: only what went wrong is worth a line. */
export function turnAsMarkdown({ status, error }: Pick<TurnEntity, 'status' | 'error'>): string {
  if (status === 'failed') return `> The turn failed: ${error ?? 'Codex gave no reason.'}`;
  return status === 'interrupted' ? '> The turn was interrupted.' : '';
}

function itemAsMarkdown({ item, cutOff }: Pick<ItemEntity, 'item' | 'cutOff'>): string {
  const part = shapeAsMarkdown(item);
  return cutOff === true && part !== '' ? `${part}\n\n*Cut off here*` : part;
}

function shapeAsMarkdown(item: Item): string {
  switch (item.type) {
    case 'userMessage':
      return `**You:**\n\n${item.content.map(partAsMarkdown).join('\n\n')}`;
    case 'agentMessage':
      return item.withheld === true ? '*A message that was withheld*' : item.text;
    case 'plan':
      return `**Plan:**\n\n${item.text}`;
    case 'reasoning':
      return item.summary.map((text) => quoted(text)).join('\n>\n');
    case 'commandExecution': {
      const output = item.aggregatedOutput ?? '';
      const end =
        item.status === 'declined'
          ? ' (declined, not run)'
          : item.exitCode === null || item.exitCode === 0
            ? ''
            : ` (exit ${item.exitCode})`;
      const text = `$ ${shownCommand(item.command)}${output === '' ? '' : `\n${output.replace(/\n$/, '')}`}`;
      return `Command${end}:\n\n${fenced(text, 'console')}`;
    }
    case 'fileChange':
      return item.changes
        .map(
          ({ path, kind, diff }) =>
            `${EDITS[kind.type] ?? 'Changed'} \`${path}\`:\n\n${fenced(diff, 'diff')}`,
        )
        .join('\n\n');
    case 'toolCall':
      return `Tool \`${item.server === null ? '' : `${item.server}.`}${item.tool}\`:\n\n${fenced(json(item.arguments), 'json')}`;
    case 'webSearch':
      return `*Searched the web for ${item.query}*`;
    case 'review':
      return item.phase === 'entered' ? `*Review of ${item.review}*` : item.review;
    case 'contextCompaction':
      return '*The context was compacted.*';
    case 'subAgent':
      return `*Sub-agent: ${item.act}*${item.prompt === null ? '' : `\n\n${quoted(item.prompt)}`}`;
    case 'image':
      return `*${item.act === 'viewed' ? 'Looked at' : 'Made'} the image ${item.path ?? ''}*`;
    case 'sleep':
      return '';
    default:
      return `*${item.type === 'unknown' ? (item.wireType ?? 'unknown') : item.type}*\n\n${fenced(json(item), 'json')}`;
  }
}

const EDITS: Readonly<Record<string, string>> = { add: 'Created', delete: 'Deleted', update: 'Edited' };

function partAsMarkdown(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'localImage':
    case 'localAudio':
      return `\`${part.path}\``;
    case 'skill':
    case 'mention':
      return `\`${part.name}\``;
    case 'picture':
      return '*Picture*';
    default:
      return `*${part.kind}*`;
  }
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** A fence is longer than any in the text: nothing in it ends it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? '';
}
