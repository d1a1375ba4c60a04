/** By which Node's `util.inspect` and `console.log` ask. */
const INSPECTED = Symbol.for('nodejs.util.inspect.custom');
const HIDDEN = '(secret)';

/**
 * A credential while a process holds it, or options that hold one: whatever prints it, in a text, in JSON or in a log, prints `(secret)`. It is opened only
 * where a header, a signature or a sealed message is written, and for the filters that look for it.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The credential itself. */
  open(): T {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [INSPECTED](): string {
    return HIDDEN;
  }
}
