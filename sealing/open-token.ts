import { compactDecrypt } from 'jose';
import { scimEndpoint } from '../runbook/onboarding/scim-endpoint.js';
import { SEALED_PURPOSE, sealedHeader } from '../runbook/secrets/secrets.js';
import { keyOfRun, type SealingKeys } from './keys.js';
import { ALGORITHM, ENCRYPTION } from './seal-token.js';

const AGAIN = 'Seal the token again: npm run answer -- scimAccessIssued.';

/** A sealed token that cannot be opened: why, and what to do, without any secret. */
export class CannotOpen extends Error {
  override name = 'CannotOpen';

  constructor(
    readonly problem: string,
    readonly fix: string = AGAIN,
  ) {
    super(`${problem} ${fix}`);
  }
}

/** For what a token must be sealed. */
export interface SealedFor {
  workflowId: string;
  /** Where it is about to be sent. */
  endpoint: string;
}

/** The bare token of a sealed one, which must be sealed to one of the keys, for this run and endpoint, as a SCIM token. */
export async function openToken(jwe: string, keys: SealingKeys, wanted: SealedFor): Promise<string> {
  const header = sealedHeader(jwe);
  if (header === null) throw new CannotOpen('This is no sealed token.');
  if (header.purpose !== SEALED_PURPOSE) throw new CannotOpen('This was not sealed as a SCIM token.');
  if (header.workflowId !== wanted.workflowId) throw new CannotOpen('The token was sealed for another run.');
  if (header.endpoint === undefined)
    throw new CannotOpen(
      'The token was sealed, by an earlier release, without the endpoint that it may go to, so it is not used any more.',
    );
  if (scimEndpoint(header.endpoint) !== scimEndpoint(wanted.endpoint))
    throw new CannotOpen('The token was sealed for another endpoint, and goes nowhere else.');
  const key = keyOfRun(keys, header.kid ?? '');
  if (key === undefined) {
    throw new CannotOpen(
      `This worker lacks the key "${header.kid ?? ''}" that the token was sealed with.`,
      `Give every worker the same key (KIRO_SEALING_KEY or KIRO_SEALING_KEY_FILE). ${AGAIN}`,
    );
  }
  try {
    // The header was read unverified above; this authenticates it together with the token.
    const { plaintext } = await compactDecrypt(jwe, key.privateKey, {
      keyManagementAlgorithms: [ALGORITHM],
      contentEncryptionAlgorithms: [ENCRYPTION],
    });
    return new TextDecoder().decode(plaintext);
  } catch {
    throw new CannotOpen('The sealed token is damaged or was altered on the way.');
  }
}
