import { expect, it } from 'vitest';
import { readPersonInKiro } from '../../activities/person/person-in-kiro.js';
import type { ScimClient } from '../../activities/scim/scim-api.js';

it('believes no endpoint that lists groups for a member whom nobody is', async () => {
  let calls = 0;
  const answer = (path: string): unknown =>
    path.startsWith('/Users/')
      ? { id: 'k1', userName: 'ana@example.com', externalId: '00u1', active: true }
      : { schemas: [], Resources: [{ id: 'g1', displayName: 'Kiro Team' }] };
  const client: ScimClient = {
    host: 'scim.example.com',
    authorised: true,
    get: async (path, _query, shape) => {
      calls += 1;
      return { body: shape.parse(answer(path)), requestId: null };
    },
  };
  const found = await readPersonInKiro(client, {
    externalId: 'k1',
    userName: 'ana@example.com',
    groups: ['Kiro Team'],
  });
  expect(found.groups).toEqual({ why: 'the endpoint does not tell who is in a group' });
  expect([found.byId?.id, calls]).toEqual(['k1', 2]);
});
