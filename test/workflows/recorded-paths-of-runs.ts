import { calmWorld, CLIENT_ID, input, needsPerson, notYet, proof, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, isAsked, stateOf, until } from './harness.js';
import { flood, latest } from './long-history.js';
import { ANA, answersBefore, say, sayInVain, withWebhook, type RecordedPath } from './recorded-path.js';

const HOUR = 3_600_000;

/** What can become of a run: how it ends, goes on, reminds and refuses. */
export const PATHS_OF_RUNS: Record<string, RecordedPath> = {
  stopped: {
    about: 'a person stops the run while steps wait and look',
    server: 'real',
    changes: { notify: withWebhook },
    shows: ['activityTaskCancelRequested', 'workflowExecutionFailed'],
    scene: async () => ({
      world: await calmWorld({
        ensureAttributeMappings: async () => Promise.reject(needsPerson('The mapping cannot be changed.')),
        awaitTxtRecord: async () => {
          throw notYet('The record is not there.', '1h');
        },
      }),
      drive: async (handle) => {
        await answerInOrder(handle, answersBefore('dnsRecordPublished'));
        await until(handle, isAsked('dnsRecordPublished'));
        await say(handle, 'decisionMade', { step: 'attribute-mappings', decision: 'stop', reason: 'enough' });
        await handle.result().catch(() => undefined);
      },
    }),
  },

  cancelled: {
    about: 'the run is cancelled while it waits and looks',
    server: 'real',
    shows: ['workflowExecutionCancelRequested', 'workflowExecutionCanceled'],
    scene: async () => ({
      world: await calmWorld({
        awaitTxtRecord: async () => {
          throw notYet('The record is not there.', '1h');
        },
      }),
      drive: async (handle) => {
        await answerInOrder(handle, answersBefore('dnsRecordPublished'));
        await until(handle, isAsked('dnsRecordPublished'));
        await handle.cancel();
        await handle.result().catch(() => undefined);
      },
    }),
  },

  'reminder-and-notice': {
    about: 'two channels hear of a question, a reminder, a reminder that fails at first, and that it is overdue',
    server: 'skips time',
    changes: {
      waits: { ...input.waits, dueAfterMs: 24 * HOUR },
      people: { ...input.people, 'kiro-admin': { email: ANA, escalateTo: { email: 'dee@example.com' } } },
      notify: { ...withWebhook, email: { from: 'kiro@example.com', copyTo: null } },
    },
    // The marker is that of a local activity.
    shows: ['timerFired', 'markerRecorded', 'activityTaskCompleted'],
    scene: async () => {
      const told: string[] = [];
      let tries = 0;
      const heard = async (kind: string, times: number): Promise<void> => {
        for (let round = 0; told.filter((one) => one === kind).length < times; round += 1) {
          if (round > 1_000) throw new Error(`No ${kind} was heard: ${told.join(', ')}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      return {
        world: await calmWorld({
          notify: async ({ notice }) => {
            const kinds = notice.events.map(({ kind }) => kind);
            if (kinds.includes('reminder') && (tries += 1) === 3) throw new Error('The server answered 503.');
            told.push(...kinds);
            return {};
          },
        }),
        drive: async (handle, env) => {
          // Two channels: each is heard once.
          await heard('asked', 2);
          await env.sleep(5 * HOUR);
          await heard('reminder', 2);
          await env.sleep(8 * HOUR);
          await heard('reminder', 4);
          await env.sleep(12 * HOUR);
          await heard('escalation', 2);
          await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
          await heard('answered', 2);
        },
      };
    },
  },

  'carried-on': {
    about: 'the run goes on as a new one while it waits with a trouble, a refusal and a look',
    server: 'real, long soon',
    changes: { notify: withWebhook },
    runs: 2,
    shows: ['workflowExecutionContinuedAsNew', 'activityTaskCancelRequested'],
    scene: async () => {
      let isFixed = false;
      return {
        world: await calmWorld({
          ensureAttributeMappings: async () => {
            if (!isFixed) throw needsPerson('The mapping cannot be changed.');
            return proof;
          },
          awaitTxtRecord: async () => {
            if (!isFixed) throw notYet('The record is not there.', '1h');
            return proof;
          },
        }),
        drive: async (first, env) => {
          const handle = latest(env, first);
          await answerInOrder(handle, answersBefore('dnsRecordPublished'));
          await until(handle, isAsked('dnsRecordPublished'));
          await flood(env, handle);
          await until(handle, isAsked('dnsRecordPublished'));
          isFixed = true;
          await say(handle, 'stepDone', { step: 'attribute-mappings' });
          await say(handle, 'dnsRecordPublished');
          await until(handle, (now) => stateOf(now, 'dns-propagation') === 'done');
          await answerInOrder(handle, RIGHT_ANSWERS.slice(3));
          await first.result();
        },
      };
    },
  },

  refused: {
    about: 'Updates and Signals that are refused, some of unknown name, among those that are taken',
    server: 'real',
    changes: { notify: withWebhook },
    shows: ['workflowExecutionSignaled', 'workflowExecutionUpdateAccepted'],
    scene: async () => ({
      world: await calmWorld(),
      drive: async (handle) => {
        await until(handle, isAsked('kiroProfileEnabled'));
        await sayInVain(handle, 'kiroProfileEnabled', { issuer: input.okta.orgUrl, clientId: CLIENT_ID });
        await sayInVain(handle, 'domainVerified', {});
        await handle.executeUpdate('noSuchMessage', { args: [{}] }).catch(() => undefined);
        await handle.signal('kiroProfileEnabled', { issuer: 7 });
        await handle.signal('noSuchMessage', { by: ANA });
        await handle.signal('__temporal_reserved', {});
        await until(handle, (now) => now.refusedCount === 3);
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
        await handle.signal('domainAdded', { verificationToken: 'example.com' });
        await until(handle, (now) => now.refusedCount === 4);
        await answerInOrder(handle, RIGHT_ANSWERS.slice(1, 2));
        await sayInVain(handle, 'domainAdded', { verificationToken: 'again' });
        await until(handle, isAsked('scimAccessIssued'));
      },
    }),
  },
};
