/** A value that is taken, in its normal form, or why it is not. */
export type Checked<T> = { value: T } | { message: string; fix: string };

/** A refusal: what is wrong, and what to do. */
export function refuse(message: string, fix: string): { message: string; fix: string } {
  return { message, fix };
}
