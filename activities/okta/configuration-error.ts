/** Credentials or org URL that cannot work. The message is one sentence that says what is wrong and what to do. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
