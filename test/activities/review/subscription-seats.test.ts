import { expect, it } from 'vitest';
import { lookUpIds } from '../../../activities/review/subscription-seats.js';
import type { ScimClient } from '../../../activities/scim/scim-api.js';
import { ScimRefused } from '../../../activities/scim/scim-failures.js';
import type { Seat } from '../../../runbook/roster/subscription-list.js';
import { idOf } from './kiro-side.js';

it('looks up every id of a list that shows ids alone, however many, and leaves out unknown ones', async () => {
  const ids = Array.from({ length: 600 }, (_, index) => idOf(String(index).padStart(6, '0')));
  const client: ScimClient = {
    host: 'scim.example.com',
    authorised: true,
    get: async (path, _query, shape) => {
      const id = path.replace('/Users/', '');
      if (id === ids[7]) throw new ScimRefused(404, 'not found');
      return { body: shape.parse({ id, userName: `${id}@example.com` }), requestId: null };
    },
  };
  const seats = ids.map((id): Seat => ({ names: [id], status: 'active', tier: null, source: 'unknown' }));
  const logins = await lookUpIds(client, seats);
  expect([logins.size, logins.has(ids[7]!), logins.get(ids[599]!)]).toEqual([599, false, `${ids[599]}@example.com`]);
});
