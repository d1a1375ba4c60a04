import { z } from 'zod';
import { conflict } from './scim/errors.js';
import { newResource } from './scim/resources.js';
import type { Routes } from './world.js';

const form = z.strictObject({
  people: z.array(z.strictObject({ userName: z.string().min(1), externalId: z.string().min(1) })),
});

/** Thousands of users at once, as if they had been pushed one by one; Kiro itself has no such call (docs/sandbox.md). */
export const crowdRoutes: Routes = (app, { state, store, keys }) => {
  app.post('/sandbox/people', async (c) => {
    const asked = form.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    const users = asked.data.people.map(({ userName, externalId }) => {
      const name = { givenName: userName.split('@')[0] ?? userName, familyName: 'Person' };
      const emails = [{ value: userName, type: 'work', primary: true }];
      const attributes = { userName, externalId, name, displayName: userName, emails, active: true };
      if (keys.taken(attributes, null)) throw conflict(`${userName} exists already`);
      return { ...newResource(state), attributes };
    });
    for (const user of users) keys.add(user);
    state.users = [...state.users, ...users];
    store.save();
    return c.json({ people: users.map(({ id, attributes }) => ({ id, userName: attributes.userName })) }, 201);
  });
};
