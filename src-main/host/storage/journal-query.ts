import type { JournalFilter } from '#shared/contract/calls/journal.ts';
import { searchWords } from '#shared/model/journal/search-words.ts';

export interface Condition {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** A filter as SQL over `journal_requests AS request`. */
export interface FilterSql {
  readonly from: string;
  readonly conditions: readonly Condition[];
  /** The column of the order: the one by which the database goes through what it finds, so that a page ends early. */
  readonly order: string;
  /** A word is too short for the index: requests are read one by one. */
  readonly reads: boolean;
}

/** Characters of a trigram, of which the index is made. */
const TRIGRAM = 3;

/**
 * What a filter means to the database. Every word must stand somewhere in a request, upper or lower case alike: the
 * index of trigrams says where it may, and the text itself whether it does.
 */
export function filterSql(filter: JournalFilter): FilterSql {
  const words = searchWords(filter.text ?? '');
  const trigrams = [...new Set(words.flatMap(trigramsOf))];
  const conditions: Condition[] = [];
  const said: Condition[] = [];
  if (trigrams.length > 0) {
    const match = trigrams.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ');
    conditions.push({ sql: 'journal_words MATCH ?', params: [match] });
  }
  for (const word of words) {
    // A trigram says all of itself. Beyond ASCII the database knows no cases; there the index alone must do.
    const length = Array.from(word).length;
    if (length === TRIGRAM || (length > TRIGRAM && !isAscii(word))) continue;
    const forms = [...new Set(isAscii(word) ? [word] : [word, word.toLowerCase(), word.toUpperCase()])];
    said.push({
      sql: `(${forms.map(() => "said.asked LIKE ? ESCAPE '\\' OR said.ended LIKE ? ESCAPE '\\'").join(' OR ')})`,
      params: forms.flatMap((form) => [likePattern(form), likePattern(form)]),
    });
  }
  const equals = (column: string, value: unknown): void => {
    if (value !== undefined) conditions.push({ sql: `request.${column} = ?`, params: [value] });
  };
  if (filter.outcome === 'late') conditions.push({ sql: 'request.late > 0', params: [] });
  else equals('outcome', filter.outcome);
  equals('decided_by', filter.decidedBy);
  equals('kind', filter.kind);
  equals('workspace', filter.workspace);
  equals('thread_id', filter.threadId);
  if (filter.rule !== undefined)
    conditions.push({
      sql: 'request.seq IN (SELECT used.request FROM journal_rules AS used WHERE used.rule_id = ?)',
      params: [filter.rule],
    });
  if (filter.from !== undefined) conditions.push({ sql: 'request.asked_at >= ?', params: [filter.from] });
  if (filter.to !== undefined) conditions.push({ sql: 'request.asked_at < ?', params: [filter.to] });
  // Conditions on short columns come first: they spare reading the long texts.
  conditions.push(...said);
  const texts = said.length > 0 ? ' CROSS JOIN journal_texts AS said ON said.seq = request.seq' : '';
  return trigrams.length === 0
    ? {
        from: `FROM journal_requests AS request${texts}`,
        conditions,
        order: 'request.seq',
        reads: words.length > 0,
      }
    : {
        // In this order: what the index finds, then its row, newest first, until the page is full.
        from: `FROM journal_words CROSS JOIN journal_requests AS request ON request.seq = journal_words.rowid${texts}`,
        conditions,
        order: 'journal_words.rowid',
        reads: words.some((word) => Array.from(word).length < TRIGRAM),
      };
}

function trigramsOf(word: string): string[] {
  const characters = Array.from(word);
  return characters.slice(TRIGRAM - 1).map((_, at) => characters.slice(at, at + TRIGRAM).join(''));
}

function likePattern(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- every one of ASCII is meant
  return /^[\u0000-\u007f]*$/.test(text);
}
