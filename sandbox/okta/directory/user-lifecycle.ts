import type { Context } from 'hono';
import { baseUrl } from '../../kit/serve-http.js';
import { membershipChanged, statusChanged } from '../apps/assignments.js';
import { randomText } from '../ids.js';
import { userOf } from '../lookups.js';
import { revokeTokens } from '../oauth/refresh-tokens.js';
import { OktaError } from '../okta-errors.js';
import { param } from '../okta-requests.js';
import type { Routes, World } from '../okta-state.js';
import type { User, UserStatus } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { userView } from './users-and-groups.js';

/** One change of a user's status. */
interface Transition {
  from: readonly UserStatus[];
  to: UserStatus;
  /** Of the System Log. */
  event: string;
  refused: () => OktaError;
}

const notNow = (): OktaError => new OktaError('E0000038');
const cannot = (name: string, text: string) => (): OktaError =>
  new OktaError('E0000001', { about: name, causes: [text] });

const WITH_PASSWORD: readonly UserStatus[] = ['ACTIVE', 'LOCKED_OUT', 'PASSWORD_EXPIRED', 'RECOVERY'];

/** `POST /users/{id}/lifecycle/{action}`. */
const LIFECYCLE = {
  activate: {
    from: ['STAGED', 'DEPROVISIONED'],
    to: 'PROVISIONED',
    event: 'user.lifecycle.activate',
    refused: () => new OktaError('E0000016'),
  },
  reactivate: { from: ['PROVISIONED'], to: 'PROVISIONED', event: 'user.lifecycle.reactivate', refused: notNow },
  deactivate: {
    from: ['STAGED', 'PROVISIONED', 'SUSPENDED', ...WITH_PASSWORD],
    to: 'DEPROVISIONED',
    event: 'user.lifecycle.deactivate',
    refused: notNow,
  },
  suspend: {
    from: ['ACTIVE'],
    to: 'SUSPENDED',
    event: 'user.lifecycle.suspend',
    refused: cannot('suspendUser', 'Cannot suspend a user that is not active'),
  },
  unsuspend: {
    from: ['SUSPENDED'],
    to: 'ACTIVE',
    event: 'user.lifecycle.unsuspend',
    refused: cannot('unsuspendUser', 'Cannot unsuspend a user that is not suspended'),
  },
  unlock: {
    from: ['LOCKED_OUT'],
    to: 'ACTIVE',
    event: 'user.account.unlock_by_admin',
    refused: () => new OktaError('E0000032'),
  },
  expire_password: {
    from: WITH_PASSWORD,
    to: 'PASSWORD_EXPIRED',
    event: 'user.account.expire_password',
    refused: notNow,
  },
  reset_password: { from: WITH_PASSWORD, to: 'RECOVERY', event: 'user.account.reset_password', refused: notNow },
} as const satisfies Record<string, Transition>;

/** Activation, suspension, lock and passwords of users. */
export const userLifecycleRoutes: Routes = (app, world) => {
  const { state } = world;

  for (const [action, transition] of Object.entries(LIFECYCLE)) {
    app.post(`/api/v1/users/:id/lifecycle/${action}`, (c) => {
      const user = userOf(state, param(c, 'id'));
      if (action === 'reset_password' && c.req.query('sendEmail') === undefined) {
        throw new OktaError('E0000028');
      }
      move(world, user, transition);
      return c.json(answerOf(c, action, user));
    });
  }

  app.delete('/api/v1/users/:id', (c) => {
    const user = userOf(state, param(c, 'id'));
    if (user.status === 'DEPROVISIONED') forget(world, user.id);
    else move(world, user, LIFECYCLE.deactivate);
    return c.body(null, 204);
  });

  // Nobody keeps a session here; what matters to a client is that its refresh tokens end.
  app.delete('/api/v1/users/:id/sessions', (c) => {
    const user = userOf(state, param(c, 'id'));
    if (c.req.query('oauthTokens') === 'true') revokeTokens(state, ({ userId }) => userId === user.id);
    record(state, 'user.session.clear', 'Clear user session', [
      target(user.id, 'User', user.profile.login, user.profile.login),
    ]);
    return c.body(null, 204);
  });
};

function move(world: World, user: User, { from, to, event, refused }: Transition): void {
  if (!from.includes(user.status)) throw refused();
  statusChanged(world, user, to, event);
}

function answerOf(c: Context, action: string, user: User): object {
  if (action === 'expire_password') return userView(baseUrl(c), user);
  if (action !== 'reset_password' || c.req.query('sendEmail') !== 'false') return {};
  return { resetPasswordUrl: `${baseUrl(c)}/signin/reset-password/${randomText(20)}` };
}

/** The second DELETE of a user removes it for good. */
function forget(world: World, id: string): void {
  const { state } = world;
  for (const group of state.groups.filter(({ members }) => members.includes(id))) {
    group.members = group.members.filter((member) => member !== id);
    membershipChanged(world, group.id, [id]);
  }
  state.users = state.users.filter((user) => user.id !== id);
  revokeTokens(state, ({ userId }) => userId === id);
}

/** What people do at Okta's sign-in page. Okta has no API for it, so these are calls of the console. */
export const signInConsoleRoutes: Routes = (app, world) => {
  const { state } = world;
  const acts = (path: string, does: string, transition: Omit<Transition, 'refused'>): void => {
    app.post(`/console/users/:id/${path}`, (c) => {
      const user = userOf(state, param(c, 'id'));
      const { login } = user.profile;
      if (!transition.from.includes(user.status)) {
        return c.json({ message: `${login} is ${user.status} and cannot do that.` }, 400);
      }
      move(world, user, { ...transition, refused: notNow });
      return c.json({ message: `${login} ${does}.`, status: user.status });
    });
  };

  acts('wrong-passwords', 'is locked out', { from: ['ACTIVE'], to: 'LOCKED_OUT', event: 'user.account.lock' });
  acts('new-password', 'has a new password', {
    from: ['PROVISIONED', 'PASSWORD_EXPIRED', 'RECOVERY'],
    to: 'ACTIVE',
    event: 'user.account.update_password',
  });
};
