import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OktaClient } from '../../activities/okta/okta-client.js';
import { orgAtAddress } from '../../activities/okta/org-metadata.js';
import { readRecord } from '../../activities/verify/besides-okta.js';
import { verify } from '../../activities/verify/verify-onboarding.js';
import { fileNamePart } from '../../runbook/escape/plain-text.js';
import { oktaHost, workflowIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Verification } from '../../runbook/verify/verification.js';
import { openOkta, patiently } from '../plan/okta-access.js';
import { type Hand, type Kind, readHands } from './candidates.js';
import type { Chosen } from './choose-objects.js';
import type { Told } from './told-by-people.js';
import type { Secret } from '../../runbook/secrets/secret.js';

/** An org that can be looked at, with what may be the connection's. */
export interface LookedAt {
  okta: OktaClient;
  hands: Record<Kind, Hand[]>;
  /** The org's own id; null where it does not say. */
  orgId: string | null;
}

/** Reads what the org has, with the credentials of the environment; waits go to `note`. */
export async function lookAtOrg(
  input: OnboardingInput,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<LookedAt> {
  const okta = await openOkta(input, env, note);
  const hands = await patiently(() => readHands(okta, input), note);
  return { okta, hands, orgId: (await orgAtAddress(input.okta.orgUrl))?.id ?? null };
}

/** What is to be checked: the objects, what people have told, and the token where somebody has given it for the check. */
export interface ToCheck {
  input: OnboardingInput;
  chosen: Chosen;
  told: Told;
  token: Secret | null;
}

/** Whether those objects are what the guide wants, as `npm run verify` sees it. Writes nothing. */
export const checkObjects = (
  okta: OktaClient,
  { input, chosen, told, token }: ToCheck,
  note: (line: string) => void,
): Promise<Verification> =>
  verify(
    okta,
    input,
    {
      scim: token === null ? null : { endpoint: told.endpoint, token },
      seats: null,
      run: {
        issuer: chosen.authorizationServer.key,
        clientId: chosen.oidcApplication.key,
        endpoint: told.endpoint,
        groups: {},
        txt: null,
        adopted: {
          signInAppId: chosen.oidcApplication.id,
          serverId: chosen.authorizationServer.id,
          scimAppId: chosen.scimApplication.id,
        },
      },
      record: (name) => readRecord(input, name),
    },
    (part) => patiently(part, note),
  );

/** Keeps beside the reports what was adopted: `npm run verify` reads it there without Temporal. Gives the path. */
export async function keepAdoption(dir: string, { input, chosen, told }: ToCheck, now: string): Promise<string> {
  const { oidcApplication, authorizationServer, scimApplication } = chosen;
  const facts = {
    adoptedAt: now,
    signInAppId: oidcApplication.id,
    clientId: oidcApplication.key,
    serverId: authorizationServer.id,
    issuer: authorizationServer.key,
    scimAppId: scimApplication.id,
    scimEndpoint: told.endpoint,
  };
  const workflowId = workflowIdFor(input);
  const { domain, okta } = input;
  const kept = { runbook: 'adopt', run: { workflowId }, domain, oktaOrg: oktaHost(okta.orgUrl), facts, steps: [] };
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const name = `${fileNamePart(workflowId)}-${now.replaceAll(/[:.]/g, '')}.json`;
  const path = join(dir, name);
  await writeFile(path, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  return path;
}
