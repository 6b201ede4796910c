import type { ToPage } from '#shared/shell/messages.ts';

/** Messages kept for a page that is not there yet. */
const MOST = 20;

/** What the shell wants of one page, kept until the page is there to hear it, over each of its loads. */
export class Mailbox {
  readonly #send: (message: ToPage) => void;
  #ready = false;
  #waiting: ToPage[] = [];

  constructor(send: (message: ToPage) => void) {
    this.#send = send;
  }

  post(message: ToPage): void {
    if (this.#ready) this.#send(message);
    else this.#waiting = [...this.#waiting, message].slice(-MOST);
  }

  /** The page said that it hears. */
  ready(): void {
    this.#ready = true;
    for (const message of this.#waiting.splice(0)) this.#send(message);
  }

  /** The page began anew: it hears nothing until it says so. */
  loading(): void {
    this.#ready = false;
  }
}
