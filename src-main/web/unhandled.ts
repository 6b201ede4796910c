import { errorReport } from '#shared/base/words.ts';
import { attempt } from '#shared/base/attempt.ts';
import { toDisposable, type Disposable } from '#shared/base/disposable.ts';

/** Errors that are told one by one; of a flood only the number is told. */
const TOLD_ONE_BY_ONE = 50;

/**
 * Hears what nobody in this process handled, thrown or rejected, in place of its end: agents work in the host, and an
 * error in one corner is no reason to end them. What `told` throws is lost. Until disposed.
 */
export function watchUnhandled(told: (error: unknown) => void): Disposable {
  let count = 0;
  const hear = (error: unknown): void => {
    count += 1;
    if (count > TOLD_ONE_BY_ONE && count % 1000 !== 0) return;
    attempt(
      () =>
        told(
          count > TOLD_ONE_BY_ONE
            ? new Error(`${count} errors that nobody handled`, { cause: error })
            : error,
        ),
      () => {},
    );
  };
  process.on('uncaughtException', hear);
  process.on('unhandledRejection', hear);
  return toDisposable(() => {
    process.off('uncaughtException', hear);
    process.off('unhandledRejection', hear);
  });
}

/** Such an error in a line for the terminal. */
export function unhandledWords(error: unknown): string {
  const what = errorReport(error);
  return `an error that nobody handled; agents go on. Please report it: ${what}`;
}
