import { Secret } from '../../runbook/secrets/secret.js';

/** A SCIM access as a client takes it. */
export const held = <T extends { token: string }>(access: T): Omit<T, 'token'> & { token: Secret } => ({
  ...access,
  token: new Secret(access.token),
});

/** What opens a sealed token, where a test opens it in its own way. */
export const opens =
  <A extends unknown[]>(open: (...given: A) => Promise<string>) =>
  async (...given: A): Promise<Secret> =>
    new Secret(await open(...given));
