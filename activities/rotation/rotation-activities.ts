import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Evidence, Proof } from '../../runbook/model/proof.js';
import type { HeldToken, RotationActivities, ScimTask } from '../../runbook/outside.js';
import { publicJwk, type SealingKeys } from '../../sealing/keys.js';
import { sealToken } from '../../sealing/seal-token.js';
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
        const sealed = await sealToken(own.token.open(), publicJwk(keys, runId()), { workflowId: owner, endpoint });
        const answer = await takes(createScimClient({ endpoint, token: own.token }));
        return { sealed, before: answer === 'unclear' ? 'unknown' : answer };
      }),
    tryNewToken: ({ oldToken, ...task }) =>
      failing(async () => {
        const isOldOne = await isSame(task, oldToken, openToken);
        return { ...(await checkAccess(await clientFor(task, openToken), task.endpoint)), isOldOne };
      }),
    tryOldToken: (task) => failing(() => tryOldToken(task, openToken)),
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
  const open = async (sealed: string): Promise<string> =>
    (await openToken(sealed, task.owner, task.endpoint)).open().trim();
  return (await open(oldToken)) === (await open(task.sealedToken));
}

/** Looks after which a token that works is believed to be alive: Kiro may take a moment to forget it. */
const LOOKS = 4;

type OldTokenTask = Parameters<RotationActivities['tryOldToken']>[0];
type Tried = Awaited<ReturnType<RotationActivities['tryOldToken']>>;

async function tryOldToken(task: OldTokenTask, openToken: OpenToken): Promise<Tried> {
  const { oldToken, sealedToken, endpoint, isPatient } = task;
  const { host } = new URL(endpoint);
  const answerTo = async (sealed: string) => takes(await clientFor({ ...task, sealedToken: sealed }, openToken));
  const verdict = oldToken === null ? 'untried' : await answerTo(oldToken);
  const ofNew = sealedToken === null ? null : await answerTo(sealedToken);
  if (ofNew === 'refused') throw wrongOneDeleted(host, verdict);
  if (verdict === 'works' && isPatient && attempt() < LOOKS) throw stillWorks(host);
  const evidence: Evidence[] = [
    ...(verdict === 'untried' ? [] : [{ label: 'Old token at the endpoint', value: SAID[verdict], url: null }]),
    ...(ofNew === null ? [] : [{ label: 'New token at the endpoint', value: OF_NEW[ofNew], url: null }]),
  ];
  return { ...NO_PROOF, evidence, verdict };
}

const SAID = { refused: 'refused (401)', works: 'still taken', unclear: 'neither taken nor refused with 401' };
const OF_NEW = { works: 'taken', unclear: SAID.unclear };

const stillWorks = (host: string): ApplicationFailure =>
  ApplicationFailure.create({
    message: `${host} still takes the old token.`,
    type: 'OldTokenWorks',
    nextRetryDelay: 2_000,
    category: ApplicationFailureCategory.BENIGN,
  });

function wrongOneDeleted(host: string, old: Tried['verdict']): ApplicationFailure {
  const problem = {
    works: `The wrong token was deleted: ${host} refuses the new one (401) and still takes the old one.`,
    refused: `${host} refuses the new token, too (401), so both were deleted, and Okta can push nothing.`,
    unclear: `${host} refuses the new token (401), so it was deleted, and Okta cannot push with it.`,
    untried: `${host} refuses the new token (401), so it was deleted, and Okta cannot push with it.`,
  }[old];
  const fix =
    'Have the step new-token done again (`npm run answer -- redoStep --step new-token`): another token is made and put into Okta.';
  return needsPersonFor([blocking(problem, fix)], {}, 'ScimUnauthorized');
}
