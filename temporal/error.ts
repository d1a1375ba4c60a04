/** Temporal cannot be had or reached; the message is one sentence for the person who ran the command. */
export class TemporalError extends Error {
  override readonly name = 'TemporalError';
}
