/** Temporal cannot be had or reached; the message is one sentence for the person who ran the command. */
export class TemporalError extends Error {
  override readonly name: string = 'TemporalError';
}

/** What the environment says of Temporal cannot be right. */
export class TemporalSettingsError extends TemporalError {
  override readonly name = 'TemporalSettingsError';
}
