import { expect, it } from 'vitest';
import { createSecretActivities, tokenOpener } from '../../../activities/secrets/secret-activities.js';
import { loadSealingKeys } from '../../../sealing/keys.js';
import { sealToken } from '../../../sealing/seal-token.js';
import { tempDir } from '../../support/temp-dir.js';

const FOR = { workflowId: 'run', endpoint: 'https://scim.example.com/scim/v2' };
const freshKeys = async () => loadSealingKeys({ stateDir: await tempDir('secrets-'), env: {} });

it('gives the public key that the opener opens for', async () => {
  const keys = await freshKeys();
  const jwk = await createSecretActivities(keys, async () => []).sealingKey();
  expect(jwk).not.toHaveProperty('d');
  expect((await tokenOpener(keys)(await sealToken('a token', jwk, FOR), 'run', FOR.endpoint)).open()).toBe('a token');
});

it('turns a token for another worker into trouble that is not tried again', async () => {
  const jwk = await createSecretActivities(await freshKeys(), async () => []).sealingKey();
  const failure = tokenOpener(await freshKeys())(await sealToken('a token', jwk, FOR), 'run', FOR.endpoint);
  await expect(failure).rejects.toMatchObject({
    nonRetryable: true,
    type: 'CannotOpenToken',
    details: [
      { findings: [{ severity: 'blocking', fix: expect.stringContaining('KIRO_SEALING_KEY_FILE') as string }] },
    ],
  });
});
