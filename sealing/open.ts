import { compactDecrypt } from 'jose';
import { SEALED_PURPOSE, sealedHeader } from '../runbook/secrets.js';
import { ALGORITHM, ENCRYPTION, type SealingKeys } from './keys.js';

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

/** The bare token of a sealed one, which must be sealed to one of the keys, for this run and as a SCIM token. */
export async function openToken(jwe: string, keys: SealingKeys, workflowId: string): Promise<string> {
  const header = sealedHeader(jwe);
  if (header === null) throw new CannotOpen('This is no sealed token.');
  if (header.purpose !== SEALED_PURPOSE) throw new CannotOpen('This was not sealed as a SCIM token.');
  if (header.workflowId !== workflowId) throw new CannotOpen('The token was sealed for another run.');
  const key = keys.find(({ kid }) => kid === header.kid);
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
