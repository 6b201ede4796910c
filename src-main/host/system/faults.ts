import { errorReport } from '#shared/base/words.ts';

export interface FaultsOptions {
  /** What an error is beside a fault of ours: nothing to speak of, or a line of the log; null for a fault. */
  readonly expected: (error: unknown) => { readonly warning: string | null } | null;
  readonly log: ((level: 'error' | 'warning', text: string) => void) | undefined;
  /** Hears each, for whoever watches the process. */
  readonly told: ((error: unknown) => void) | undefined;
}

/** The faults of one host: counted, written into the log, and told. */
export class Faults {
  readonly #options: FaultsOptions;
  #count = 0;

  constructor(options: FaultsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes what was thrown where nobody could do anything about it. */
  readonly take = (error: unknown): void => {
    const { expected, log, told } = this.#options;
    const known = expected(error);
    if (known !== null) {
      if (known.warning !== null) log?.('warning', known.warning);
      return;
    }
    this.#count += 1;
    log?.('error', `a fault: ${errorReport(error)}`);
    told?.(error);
  };
}
