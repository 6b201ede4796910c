import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';

/** Muster cannot begin, for a reason that the person can mend; the message says what happened and what to do. */
export class StorageStartFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StorageStartFailure';
  }
}

/** What SQLite calls a failure, without the part behind it: `SQLITE_BUSY` for `SQLITE_BUSY_SNAPSHOT`. */
export function sqliteCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? (/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code) : '';
}

/** Whether another program holds the database: it may be free again in a moment. */
export function isHeldElsewhere(error: unknown): boolean {
  return ['SQLITE_BUSY', 'SQLITE_LOCKED'].includes(sqliteCode(error));
}

/** Whether it is about the one statement, such as a table that is missing; others may succeed. */
export function isOfStatement(error: unknown): boolean {
  return ['SQLITE_ERROR', 'SQLITE_CONSTRAINT'].includes(sqliteCode(error));
}

/**
 * Whether the file itself is at fault, so that a new one is begun beside it. A full disk, a lock and a folder that
 * cannot be written say nothing about the file.
 */
export function isFileAtFault(error: unknown): boolean {
  const code = sqliteCode(error);
  return ['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_ERROR', 'SQLITE_CONSTRAINT', 'SQLITE_FORMAT'].includes(
    code,
  );
}

/** What happened, and what the person does next, as two sentences. */
export function storageWords(error: unknown): { readonly what: string; readonly next: string } {
  const words = errorWords(error);
  switch (sqliteCode(error)) {
    case 'SQLITE_FULL':
      return { what: 'the disk is full', next: 'Free some space, then try again.' };
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return {
        what: 'another program holds the database',
        next: 'Close what has it open, then try again.',
      };
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return {
        what: `the data folder cannot be written (${words})`,
        next: 'Mend the permissions of the folder, then try again.',
      };
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return {
        what: `the database is damaged (${words})`,
        next: 'Start Muster again: it sets a damaged database aside and begins a new one.',
      };
    default:
      if (/no such (table|column)/.test(words))
        return {
          what: `a part of the database is missing (${words})`,
          next: 'Start Muster again: it makes anew what is missing.',
        };
      return { what: words, next: 'Free some space or mend the permissions of the folder, then try again.' };
  }
}

/** A call that could not be stored. Nothing of it was. */
export function notStored(path: string, error: unknown): ContractFailure {
  const { what, next } = storageWords(error);
  return new ContractFailure({
    code: 'storage',
    message: `This could not be stored in ${path}: ${what}. Nothing was changed. ${next}`,
  });
}

/** A call that could not read what is stored: that is not the same as nothing being there. */
export function notRead(path: string, error: unknown): ContractFailure {
  const { what, next } = storageWords(error);
  return new ContractFailure({
    code: 'storage',
    message: `What Muster has stored in ${path} cannot be read: ${what}. ${next}`,
  });
}
