import type { Context } from 'hono';
import { z } from 'zod';
import { assign, membershipChanged } from '../apps/assignments.js';
import { now } from '../ids.js';
import { appOf, findAppUser, userOf } from '../lookups.js';
import type { OktaState, Routes } from '../okta-state.js';
import type { Group } from '../org-objects.js';
import { userBody } from '../provisioning/push-user.js';
import { newGroup, newUser } from './users-and-groups.js';

const crowdForm = z.strictObject({
  count: z.int().min(1).max(1_000_000),
  groups: z.array(z.string().min(1)).default([]),
});
const arrivalsForm = z.strictObject({
  appId: z.string(),
  people: z.array(z.object({ id: z.string(), externalId: z.string() })),
});

/** Thousands of people at once, for what must work with many; Okta itself has no such calls (docs/sandbox.md). */
export const crowdRoutes: Routes = (app, world) => {
  const { state, store } = world;

  // People with made-up names, in these groups, which are made where they are missing
  app.post('/sandbox/people', async (c) => {
    const form = crowdForm.safeParse(await c.req.json().catch(() => null));
    if (!form.success) return refused(c, form.error);
    const first = state.users.length + 1;
    const people = Array.from({ length: form.data.count }, (_, index) => crowdMember(state, first + index));
    const ids = people.map(({ id }) => id);
    state.users = [...state.users, ...people];
    for (const group of [...state.groups.filter(({ type }) => type === 'BUILT_IN'), ...groupsOf(state, form.data)]) {
      group.members = [...group.members, ...ids];
      group.lastMembershipUpdated = now();
      membershipChanged(world, group.id, ids);
    }
    store.save();
    return c.json({ people: people.map(({ id, profile }) => ({ id, login: profile.login })) }, 201);
  });

  // Assignments whose push to the target was long ago
  app.post('/sandbox/arrivals', async (c) => {
    const form = arrivalsForm.safeParse(await c.req.json().catch(() => null));
    if (!form.success) return refused(c, form.error);
    const target = appOf(state, form.data.appId);
    const at = now();
    for (const { id, externalId } of form.data.people) {
      const user = userOf(state, id);
      const item = findAppUser(state, target.id, id) ?? assign(world, target, user, 'GROUP', { push: false });
      const pushed = JSON.stringify(userBody(state, target.id, id, item.userName));
      Object.assign(item, {
        externalId,
        status: 'PROVISIONED',
        syncState: 'SYNCHRONIZED',
        lastSync: at,
        pushed,
        failure: null,
      });
    }
    store.save();
    return c.body(null, 204);
  });
};

function refused(c: Context, error: z.ZodError): Response {
  return c.json({ error: z.prettifyError(error) }, 400);
}

function groupsOf(state: OktaState, { groups }: z.output<typeof crowdForm>): Group[] {
  return groups.map((name) => {
    const known = state.groups.find(({ type, profile }) => type === 'OKTA_GROUP' && profile.name === name);
    if (known !== undefined) return known;
    const made = newGroup({ name, description: null }, {});
    state.groups.push(made);
    return made;
  });
}

function crowdMember(state: OktaState, number: number): ReturnType<typeof newUser> {
  const login = `person${number}@example.com`;
  const names = { firstName: 'Person', lastName: String(number), displayName: `Person ${number}` };
  return newUser(state, { ...names, login, email: login }, 'ACTIVE');
}
