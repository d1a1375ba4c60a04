/** What a command has opened and must end again, newest first. */
export class Closers {
  readonly #open: (() => Promise<unknown>)[] = [];
  #isOver = false;

  add(close: () => Promise<unknown>): void {
    // Opened while the command was ending, too late for the loop below.
    if (this.#isOver) void close().catch(() => undefined);
    else this.#open.push(close);
  }

  /** Ends all, also what is opened while others are being ended; one that fails does not keep the rest open. */
  async closeAll(): Promise<void> {
    for (let close = this.#open.pop(); close !== undefined; close = this.#open.pop())
      await close().catch(() => undefined);
    this.#isOver = true;
  }
}
