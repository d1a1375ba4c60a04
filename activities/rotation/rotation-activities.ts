import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Evidence, Proof } from '../../runbook/model/proof.js';
import type { HeldToken, RotationActivities, ScimTask } from '../../runbook/outside.js';
import { publicJwk, type SealingKeys } from '../../sealing/keys.js';
import { sealToken } from '../../sealing/sealed-token.js';
import { attempt, runId } from '../attempt.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import type { OktaClient } from '../okta/okta-client.js';
import { ownAccess } from '../scim/kiro-side.js';
import { checkAccess, clientFor } from '../scim/scim-activities.js';
import { createScimClient, type ScimClient } from '../scim/scim-api.js';
import { ScimRefused, toFailure } from '../scim/scim-failures.js';
import { listOf, user } from '../scim/scim-shapes.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { compareKiro } from './compare-kiro.js';

export interface RotationDependencies {
  client: OktaClient;
  openToken: OpenToken;
  keys: SealingKeys;
  env: NodeJS.ProcessEnv;
}

/** What a rotation asks of Kiro's SCIM endpoint, with the old token and the new one. */
export function createRotationActivities(deps: RotationDependencies): RotationActivities {
  const { openToken, keys, env } = deps;
  return {
    holdOldToken: ({ owner, endpoint }) =>
      failing(async (): Promise<HeldToken> => {
        const own = await ownAccess(env, endpoint);
        if (own === null) return { sealed: null, before: 'unknown' };
        // The worker may be given the new token meanwhile, so a copy of the old one stays with the run.
        const sealed = await sealToken(own.token, publicJwk(keys, runId()), { workflowId: owner, endpoint });
        const answer = await takes(createScimClient({ endpoint, token: own.token }));
        return { sealed, before: answer === 'unclear' ? 'unknown' : answer };
      }),
    tryNewToken: ({ oldToken, ...task }) =>
      failing(async () => {
        const isOldOne = await isSame(task, oldToken, openToken);
        return { ...(await checkAccess(await clientFor(task, openToken), task.endpoint)), isOldOne };
      }),
    tryOldToken: ({ oldToken, ...task }) => failing(() => tryOldToken(task, oldToken, openToken)),
    compareKiro: (task) => failing(() => compareKiro(deps, task)),
  };
}

const NO_PROOF: Proof = { evidence: [], changes: [], warnings: [] };

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error);
  }
}

/** What Kiro says to the token of a client. AWS answers 401 to a token that was deleted or has expired. */
async function takes(client: ScimClient): Promise<'works' | 'refused' | 'unclear'> {
  try {
    await client.get('/Users', { count: '1' }, listOf(user));
    return 'works';
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'ScimUnauthorized') return 'refused';
    if (error instanceof ScimRefused) return 'unclear';
    throw error;
  }
}

async function isSame(task: ScimTask, oldToken: string | null, openToken: OpenToken): Promise<boolean> {
  if (oldToken === null || task.sealedToken === null) return false;
  const open = (sealed: string): Promise<string> => openToken(sealed, task.owner, task.endpoint);
  return (await open(oldToken)).trim() === (await open(task.sealedToken)).trim();
}

/** Looks after which a token that works is believed to be alive: Kiro may take a moment to forget it. */
const LOOKS = 4;

type Tried = Awaited<ReturnType<RotationActivities['tryOldToken']>>;

async function tryOldToken(task: ScimTask, oldToken: string, openToken: OpenToken): Promise<Tried> {
  const old = await clientFor({ ...task, sealedToken: oldToken }, openToken);
  const verdict = await takes(old);
  const isNewRefused = task.sealedToken !== null && (await takes(await clientFor(task, openToken))) === 'refused';
  if (isNewRefused) throw wrongOneDeleted(old.host, verdict === 'works');
  if (verdict === 'works' && attempt() < LOOKS) throw stillWorks(old.host);
  const evidence: Evidence[] = [
    { label: 'Old token at the endpoint', value: SAID[verdict], url: null },
    ...(task.sealedToken === null ? [] : [{ label: 'New token at the endpoint', value: 'taken', url: null }]),
  ];
  return { ...NO_PROOF, evidence, verdict };
}

const SAID = { refused: 'refused (401)', works: 'still taken', unclear: 'neither taken nor refused with 401' };

const stillWorks = (host: string): ApplicationFailure =>
  ApplicationFailure.create({
    message: `${host} still takes the old token.`,
    type: 'OldTokenWorks',
    nextRetryDelay: 2_000,
    category: ApplicationFailureCategory.BENIGN,
  });

function wrongOneDeleted(host: string, isOldAlive: boolean): ApplicationFailure {
  const problem = isOldAlive
    ? `The wrong token was deleted: ${host} refuses the new one (401) and still takes the old one.`
    : `${host} refuses the new token, too (401), so both were deleted, and Okta can push nothing.`;
  const fix =
    'Have the step new-token done again (`npm run answer -- redoStep --step new-token`): another token is made and put into Okta.';
  return needsPersonFor([blocking(problem, fix)], {}, 'ScimUnauthorized');
}
