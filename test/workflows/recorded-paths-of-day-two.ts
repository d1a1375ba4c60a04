import { connectionIdFor, dayTwoIds } from '../../runbook/model/names.js';
import type { OldPushes } from '../../runbook/outside.js';
import { calmWorld, ENDPOINT, input, NO_OLD_PUSHES, proof, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, type Handle, isAsked, until } from './harness.js';
import { ANA, answersBefore, say, type RecordedPath } from './recorded-path.js';

const LENA = 'lena@example.com';

/** Okta pushes a moment after each thing that people do. */
const pushingWorld = (): ReturnType<typeof calmWorld> =>
  calmWorld({
    awaitPush: async ({ since }) => ({ ...proof, pushedAt: new Date(Date.parse(since) + 1).toISOString() }),
  });

/** The runbooks of day two, each as it goes when people do what they are asked. */
export const PATHS_OF_DAY_TWO: Record<string, RecordedPath> = {
  offboarding: {
    about: 'somebody leaves with --now: access, refresh tokens and seat are taken away, and the last access token ends',
    type: 'offboardUser',
    server: 'real',
    changes: { about: { login: LENA, now: true, hourMs: 1_000 } },
    shows: ['timerFired', 'workflowExecutionUpdateAccepted', 'workflowExecutionCompleted'],
    scene: async () => ({
      world: await calmWorld(),
      drive: async (handle) => {
        await answerInOrder(handle, [['seatDeleted', {}]]);
        await handle.result();
      },
    }),
  },

  audit: {
    about: 'an audit that finds everything right, and tells the record',
    type: 'auditConnection',
    server: 'real',
    shows: ['activityTaskCompleted', 'workflowExecutionCompleted'],
    scene: async () => ({
      world: await calmWorld(),
      drive: (handle) => handle.result(),
    }),
  },

  reprovision: {
    about: 'a profile was made anew: the runbook clears the old pushes away with consent, and no seat is left',
    type: 'reprovisionKiro',
    server: 'real',
    changes: { about: {} },
    shows: ['workflowExecutionUpdateAccepted', 'workflowExecutionCompleted'],
    scene: async () => {
      const users = { id: '00g1', name: 'Kiro Users', priority: 0, profile: {} };
      const pushes = [{ id: 'gPm1', group: 'Kiro Team' }];
      let old: OldPushes = { ...NO_OLD_PUSHES, taken: { groups: [users], users: [] }, pushes };
      return {
        world: await calmWorld({
          findOldPushes: async () => ({ ...proof, ...old }),
          clearOldPushes: async () => {
            old = NO_OLD_PUSHES;
            return proof;
          },
        }),
        drive: async (handle) => {
          await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
          await until(handle, isAsked('subscriptionsListed'));
          await say(handle, 'subscriptionsListed', { csv: 'User,Status' });
          await answerInOrder(handle, answersBefore('provisioningConfigured').slice(1));
          await until(handle, isAsked('decisionMade'));
          await say(handle, 'decisionMade', { step: 'old-pushes', decision: 'repair', reason: 'the profile is gone' });
          await answerInOrder(handle, RIGHT_ANSWERS.slice(answersBefore('provisioningConfigured').length));
          await handle.result();
        },
      };
    },
  },

  rotation: {
    about: 'a planned rotation of the SCIM token: Okta pushes with the new one, and the old one is seen to die',
    type: 'rotateScimToken',
    server: 'real',
    changes: { about: { compromised: false } },
    shows: ['workflowExecutionUpdateAccepted', 'workflowExecutionCompleted'],
    scene: async () => ({
      world: await pushingWorld(),
      drive: async (handle) => {
        await answerInOrder(handle, [
          ['scimAccessIssued', { endpoint: ENDPOINT }],
          ['provisioningConfigured', {}],
          ['tokenRevoked', {}],
          ['stepDone', { step: 'failed-tasks' }],
        ]);
        await handle.result();
      },
    }),
  },
  'rotation-after-a-leak': {
    about: 'a rotation after a leak: the old token goes first, and everything in Kiro is compared at the end',
    type: 'rotateScimToken',
    server: 'real',
    changes: { about: { compromised: true } },
    shows: ['timerStarted', 'workflowExecutionUpdateAccepted', 'workflowExecutionCompleted'],
    scene: async () => ({
      world: await pushingWorld(),
      drive: async (handle) => {
        await answerInOrder(handle, [
          ['tokenRevoked', {}],
          ['scimAccessIssued', { endpoint: ENDPOINT }],
          ['provisioningConfigured', {}],
          ['stepDone', { step: 'failed-tasks' }],
        ]);
        await handle.result();
      },
    }),
  },

  review: {
    about: 'a review of access in two answers, with somebody kept and somebody removed by an offboarding',
    type: 'reviewAccess',
    server: 'real',
    changes: { about: { name: '2026-Q4', hourMs: 1 } },
    shows: ['childWorkflowExecutionCompleted', 'workflowExecutionUpdateAccepted', 'workflowExecutionCompleted'],
    scene: async () => {
      const people = [ANA, LENA].map((user) => ({ user, access: 's' }));
      const file = { path: 'access.csv', sha256: 'a1' };
      return {
        world: await calmWorld({ listAccess: async () => ({ ...proof, people, file, findings: [], unseen: [] }) }),
        drive: async (handle, env) => {
          await until(handle, isAsked('accessReviewed'));
          await say(handle, 'accessReviewed', { rows: [{ user: ANA, decision: 'keep' }] });
          await say(handle, 'accessReviewed', { rows: [{ user: LENA, decision: 'remove' }] });
          await until(handle, ({ waitingFor }) => waitingFor.some(({ step }) => step === 'removals'));
          const id = dayTwoIds.offboard(connectionIdFor(input), LENA);
          const offboarding = env.client.workflow.getHandle(id) as Handle;
          await until(offboarding, isAsked('seatDeleted'));
          await say(offboarding, 'seatDeleted');
          await handle.result();
        },
      };
    },
  },
};
