import { defaultPayloadConverter, type Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { lookAt } from '../../client/newest-look.js';

const failed = { attempt: 2, lastFailure: { message: 'Okta is away' } };
const beating = (details: unknown) => ({
  ...failed,
  heartbeatDetails: { payloads: [defaultPayloadConverter.toPayload(details)] },
});

/** Temporal's description of a run with these activities. */
function clientOf(pendingActivities: object[]): Client {
  const described = { raw: { pendingActivities }, historyLength: 9, status: { name: 'RUNNING' } };
  return { workflow: { getHandle: () => ({ describe: async () => described }) } } as unknown as Client;
}

it('says what an activity waits for in the middle of its work, else why its last try failed', async () => {
  const activities = [
    beating({ waiting: 'until 16:00' }),
    beating({ waiting: null, found: 1 }),
    beating('odd'),
    failed,
  ];
  const { verdicts } = await lookAt(clientOf([...activities, { attempt: 1 }]), 'run');
  expect(verdicts.map(({ message }) => message)).toEqual(['until 16:00', ...Array<string>(3).fill('Okta is away')]);
});
