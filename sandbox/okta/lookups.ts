import { byId, indexBy, type KeyOf } from '../kit/index-by.js';
import type { App, AppUser, Group, PushMapping, User } from './org-objects.js';
import type { AuthorizationServer, Policy } from './server-objects.js';
import { notFound } from './okta-errors.js';
import type { OktaState } from './okta-state.js';

/** Each gives the object or throws 404 E0000007. */

export function appOf(state: OktaState, id: string): App {
  return state.apps.find((app) => app.id === id) ?? missing(id, 'AppInstance');
}

export function groupOf(state: OktaState, id: string): Group {
  return indexBy(state.groups, byId).get(id) ?? missing(id, 'UserGroup');
}

/** By id, login, or the login's part before the @ where only one user has it. A login with a slash is found by id alone. */
export function userOf(state: OktaState, key: string): User {
  if (key.includes('/')) missing(key, 'User');
  const wanted = key.toLowerCase();
  const found = findUser(state, key) ?? state.users.find((user) => user.profile.login.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const short = state.users.filter((user) => user.profile.login.toLowerCase().split('@')[0] === wanted);
  return short.length === 1 && short[0] !== undefined ? short[0] : missing(key, 'User');
}

export function findUser(state: OktaState, id: string): User | undefined {
  return indexBy(state.users, byId).get(id);
}

export function appUserOf(state: OktaState, appId: string, userId: string): AppUser {
  return findAppUser(state, appId, userId) ?? missing(userId, 'AppUser');
}

export function findAppUser(state: OktaState, appId: string, userId: string): AppUser | undefined {
  return indexBy(state.appUsers, appUserKey).get(appUserKey({ appId, userId }));
}

export function serverOf(state: OktaState, id: string): AuthorizationServer {
  const found = state.servers.find((server) => server.id === id || (id === 'default' && server.default));
  return found ?? missing(id, 'AuthorizationServer');
}

export function policyOf(state: OktaState, serverId: string, id: string): Policy {
  return state.policies.find((item) => item.id === id && item.serverId === serverId) ?? missing(id, 'Policy');
}

export function pushMappingOf(state: OktaState, appId: string, id: string): PushMapping {
  return state.pushMappings.find((item) => item.id === id && item.appId === appId) ?? missing(id, 'GroupPushMapping');
}

const appUserKey: KeyOf<Pick<AppUser, 'appId' | 'userId'>> = ({ appId, userId }) => `${appId} ${userId}`;

function missing(id: string, type: string): never {
  throw notFound(id, type);
}
