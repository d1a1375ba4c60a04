import { membershipChanged } from '../assignments.js';
import { param } from '../okta-requests.js';
import type { UserStatus } from '../org-objects.js';
import { forbidden } from '../okta-errors.js';
import { record, target } from '../system-log.js';
import { userOf } from '../lookups.js';
import { statusChanged } from '../user-changes.js';
import type { Routes, World } from '../okta-state.js';

/** Action, the statuses it starts from, and the one it leads to. */
const LIFECYCLE: [action: string, from: UserStatus[], to: UserStatus][] = [
  ['activate', ['STAGED', 'DEPROVISIONED'], 'PROVISIONED'],
  ['reactivate', ['PROVISIONED'], 'PROVISIONED'],
  ['deactivate', ['STAGED', 'PROVISIONED', 'ACTIVE', 'SUSPENDED'], 'DEPROVISIONED'],
  ['suspend', ['ACTIVE'], 'SUSPENDED'],
  ['unsuspend', ['SUSPENDED'], 'ACTIVE'],
];

/** Activation, suspension and deactivation of users. */
export const userLifecycleRoutes: Routes = (app, world) => {
  const { state } = world;

  for (const [action, from, to] of LIFECYCLE) {
    app.post(`/api/v1/users/:id/lifecycle/${action}`, (c) => {
      const user = userOf(state, param(c, 'id'));
      if (!from.includes(user.status)) {
        throw forbidden('E0000016', `${action} failed because the user is in the status ${user.status}.`);
      }
      statusChanged(world, user, to, action);
      return c.json({});
    });
  }

  app.delete('/api/v1/users/:id', (c) => {
    const user = userOf(state, param(c, 'id'));
    if (user.status === 'DEPROVISIONED') forget(world, user.id);
    else statusChanged(world, user, 'DEPROVISIONED', 'deactivate');
    return c.body(null, 204);
  });

  // Nobody keeps a session here; what matters to a client is that its refresh tokens end.
  app.delete('/api/v1/users/:id/sessions', (c) => {
    const user = userOf(state, param(c, 'id'));
    if (c.req.query('oauthTokens') === 'true') {
      state.refreshTokens = state.refreshTokens.filter(({ userId }) => userId !== user.id);
    }
    record(state, 'user.session.clear', 'Clear user session', [
      target(user.id, 'User', user.profile.login, user.profile.login),
    ]);
    return c.body(null, 204);
  });
};

/** The second DELETE of a user removes it for good. */
function forget(world: World, id: string): void {
  const { state } = world;
  for (const group of state.groups.filter(({ members }) => members.includes(id))) {
    group.members = group.members.filter((member) => member !== id);
    membershipChanged(world, group.id, [id]);
  }
  state.users = state.users.filter((user) => user.id !== id);
  state.refreshTokens = state.refreshTokens.filter(({ userId }) => userId !== id);
}
