import type { TxtMiss } from '../../runbook/outside.js';
import {
  answersExcept,
  calmWorld,
  CLIENT_ID,
  ENDPOINT,
  input,
  needsPerson,
  noRoster,
  notYet,
  proof,
  RIGHT_ANSWERS,
} from './fake-world.js';
import { answerInOrder, gate, isAsked, stateOf, until } from './harness.js';
import { answersBefore, say, withWebhook, type RecordedPath } from './recorded-path.js';

const miss = (kind: string, problem: string): TxtMiss => ({ kind, problem, fix: null, more: [], isPublished: false });

/** Ways through the steps, whatever becomes of the run. */
export const PATHS_OF_STEPS: Record<string, RecordedPath> = {
  happy: {
    about: 'everything works, and everybody answers rightly',
    server: 'real',
    shows: ['workflowExecutionUpdateAccepted', 'workflowExecutionCompleted'],
    scene: async () => ({
      world: await calmWorld(),
      drive: async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS);
        await handle.result();
      },
    }),
  },

  redo: {
    about: 'steps are done again: one that is over, one that waits, and the published record',
    server: 'real',
    shows: ['activityTaskCancelRequested', 'workflowExecutionSignaled', 'workflowExecutionCompleted'],
    scene: async () => {
      const looking = gate();
      return {
        world: await calmWorld({
          awaitTxtRecord: async () => {
            await looking.opened;
            return proof;
          },
        }),
        drive: async (handle) => {
          await answerInOrder(handle, answersBefore('dnsRecordPublished'));
          await until(handle, isAsked('scimAccessIssued'));
          await say(handle, 'redoStep', { step: 'authorization-server', reason: 'the audience was wrong' });
          await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
          await until(handle, isAsked('domainAdded'));
          await say(handle, 'redoStep', { step: 'kiro-profile', reason: 'made anew' });
          await answerInOrder(handle, answersBefore('dnsRecordPublished'));
          looking.open();
          await until(handle, isAsked('domainVerified'));
          await say(handle, 'redoStep', { step: 'dns-record', reason: 'deleted by mistake' });
          await until(handle, isAsked('scimAccessIssued'));
          await handle.signal('scimAccessIssued', { endpoint: ENDPOINT });
          await answerInOrder(handle, answersExcept('kiroProfileEnabled', 'domainAdded', 'scimAccessIssued'));
          await handle.result();
        },
      };
    },
  },

  skip: {
    about: 'steps are skipped: before their turn, while they wait, and while they look',
    server: 'real',
    shows: ['activityTaskCanceled', 'workflowExecutionCompleted'],
    scene: async () => ({
      world: await calmWorld({
        awaitTxtRecord: async () => {
          throw notYet('The record is not there.', '1h');
        },
      }),
      drive: async (handle) => {
        await until(handle, isAsked('kiroProfileEnabled'));
        await say(handle, 'skipStep', { step: 'pilot-sign-in', reason: 'later', early: true });
        await answerInOrder(handle, answersBefore('dnsRecordPublished'));
        await until(handle, isAsked('dnsRecordPublished'));
        await say(handle, 'skipStep', { step: 'dns-record', reason: 'another team does it' });
        await say(handle, 'skipStep', { step: 'dns-propagation', reason: 'port 53 is closed here' });
        await answerInOrder(
          handle,
          answersExcept('kiroProfileEnabled', 'domainAdded', 'dnsRecordPublished', 'stepDone'),
        );
        await handle.result();
      },
    }),
  },

  'trouble-and-decision': {
    about: 'what the runbook cannot do is done, chosen, agreed to, repaired and accepted by people',
    server: 'real',
    shows: ['activityTaskFailed', 'workflowExecutionCompleted'],
    scene: async () => {
      const failed = new Set<string>();
      /** Needs a person at the first try, and works at the second. */
      const once = <T>(name: string, problem: string, value: T): Promise<T> => {
        if (failed.has(name)) return Promise.resolve(value);
        failed.add(name);
        return Promise.reject(needsPerson(problem));
      };
      return {
        world: await calmWorld({
          ensureOidcApplication: async ({ choice }) => {
            const candidates = [{ id: '0oa9', name: 'Kiro-OIDC', url: null, note: 'not ours', changes: [] }];
            if (choice === null) throw needsPerson('There is a namesake.', { candidates: candidates as never });
            return { ...proof, appId: '0oa9', clientId: CLIENT_ID };
          },
          ensureScopes: () => once('scopes', 'The service app lacks a scope.', proof),
          ensurePushGroups: () => once('push', 'A group was changed by hand.', proof),
          ensureAttributeMappings: async () => Promise.reject(needsPerson('The mapping cannot be changed.')),
          checkScimAccess: () => once('scim', 'The endpoint does not answer.', proof),
          reviewSubscriptions: async () => {
            const findings = [{ severity: 'warning', problem: 'A seat too many.', fix: 'Take it back.', url: null }];
            return { ...proof, findings: findings as never, roster: noRoster };
          },
        }),
        drive: async (handle) => {
          await until(handle, isAsked('objectChosen', 'oidc-application'));
          await until(handle, isAsked('stepDone', 'scopes'));
          await until(handle, isAsked('stepDone', 'attribute-mappings'));
          await say(handle, 'objectChosen', { step: 'oidc-application', use: 'adopt', id: '0oa9' });
          await say(handle, 'stepDone', { step: 'scopes', note: 'gave it the scope' });
          const accept = { decision: 'accept', reason: 'not this year' };
          await say(handle, 'decisionMade', { step: 'attribute-mappings', ...accept });
          await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 5));
          await until(handle, (now) => isAsked('scimAccessIssued')(now) && now.refusedCount === 1);
          await answerInOrder(handle, RIGHT_ANSWERS.slice(4, 6));
          await until(handle, isAsked('stepDone', 'push-groups'));
          await say(handle, 'decisionMade', { step: 'push-groups', decision: 'repair', reason: 'ours is right' });
          await answerInOrder(handle, RIGHT_ANSWERS.slice(6, 8));
          await until(handle, isAsked('decisionMade', 'subscription-review'));
          await say(handle, 'subscriptionsListed', { csv: 'User,Status\nana@example.com,Active' });
          await until(handle, isAsked('decisionMade', 'subscription-review'));
          await say(handle, 'decisionMade', { step: 'subscription-review', decision: 'accept', reason: 'on leave' });
          await answerInOrder(handle, RIGHT_ANSWERS.slice(8));
          await handle.result();
        },
      };
    },
  },

  'route-53': {
    about: 'the worker publishes the record: once a person has helped, and the world sees it',
    server: 'real',
    changes: { dns: { ...input.dns, publish: 'route53' } },
    shows: ['activityTaskFailed', 'activityTaskCompleted'],
    scene: async () => {
      let tries = 0;
      return {
        world: await calmWorld({
          publishTxtRecord: async () => {
            if ((tries += 1) === 1) throw needsPerson('Route 53 does not allow it.');
            return { ...proof, changes: [{ object: 'TXT example.com', action: 'create', fields: [] }] };
          },
          awaitTxtRecord: async () => {
            if (tries < 2) throw notYet('The record is not there.', '1s');
            return proof;
          },
        }),
        drive: async (handle) => {
          await answerInOrder(handle, answersBefore('dnsRecordPublished'));
          await until(handle, isAsked('dnsRecordPublished'));
          await say(handle, 'stepDone', { step: 'dns-record', note: 'gave the right' });
          await answerInOrder(handle, RIGHT_ANSWERS.slice(3, 4));
          await until(handle, (now) => stateOf(now, 'domain-verified') === 'done');
        },
      };
    },
  },

  'published-not-there': {
    about: '"published" is said, the look tells what is wrong instead, and sees the record after a second word',
    server: 'real',
    changes: { notify: withWebhook, people: { ...input.people, 'dns-admin': { email: 'cem@example.com' } } },
    shows: ['activityTaskCancelRequested', 'activityTaskCompleted'],
    scene: async () => {
      let said = 0;
      return {
        world: await calmWorld({
          awaitTxtRecord: async ({ told }) => {
            if (said === 2) return proof;
            const kind = said === 0 ? 'missing' : 'elsewhere';
            const seen = miss(kind, `No name server gives the TXT record at example.com yet: ${kind}.`);
            if (said === 1 && told !== undefined && told !== kind) return { ...proof, miss: seen };
            throw notYet(seen.problem, '1s');
          },
        }),
        drive: async (handle) => {
          await answerInOrder(handle, answersBefore('dnsRecordPublished'));
          await until(handle, isAsked('dnsRecordPublished'));
          said = 1;
          await say(handle, 'dnsRecordPublished');
          await until(handle, ({ waitingFor }) =>
            waitingFor.some(({ reason }) => reason?.includes('elsewhere') === true),
          );
          said = 2;
          await say(handle, 'checkNow', { step: 'dns-propagation' });
          await until(handle, isAsked('domainVerified'));
        },
      };
    },
  },
};
