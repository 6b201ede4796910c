import type { ContractClient } from '#shared/contract/client.ts';
import { asFailure } from '../../connection/index.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import type { TerminalId } from '#shared/model/ids.ts';

/** Characters of one call: a large paste goes in parts, each after the one before has arrived. */
const PART = 16 * 1024;
/** Calls under way: enough that typing never waits, few enough that a paste leaves room for other calls. */
const UNDER_WAY = 4;

/**
 * Sends what is typed in its order and never twice. When a part is refused, what waits behind it is dropped: half of a
 * command must not be followed by the half of another.
 */
export class TerminalInput {
  readonly #client: ContractClient;
  readonly #id: TerminalId;
  readonly #failed: (failure: ContractFailure) => void;
  #waiting = '';
  #underWay = 0;

  constructor(client: ContractClient, id: TerminalId, failed: (failure: ContractFailure) => void) {
    this.#client = client;
    this.#id = id;
    this.#failed = failed;
  }

  push(data: string): void {
    this.#waiting += data;
    this.#send();
  }

  #send(): void {
    while (this.#waiting !== '' && this.#underWay < UNDER_WAY) {
      const part = this.#waiting.slice(0, partLength(this.#waiting));
      this.#waiting = this.#waiting.slice(part.length);
      this.#underWay += 1;
      this.#client
        .call('terminal/write', { terminalId: this.#id, data: part })
        .catch((error: unknown) => {
          this.#waiting = '';
          this.#failed(asFailure(error));
        })
        .finally(() => {
          this.#underWay -= 1;
          this.#send();
        });
    }
  }
}

/** Never inside a surrogate pair. */
function partLength(text: string): number {
  if (text.length <= PART) return text.length;
  const unit = text.charCodeAt(PART - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? PART - 1 : PART;
}
