import { isObject, textAt, textsAt } from '../../kit/json-values.js';
import { membershipChanged } from '../apps/assignments.js';
import { newApp } from '../apps/new-app.js';
import { now } from '../ids.js';
import { userOf } from '../lookups.js';
import { param, readBody } from '../okta-requests.js';
import type { Routes } from '../okta-state.js';
import type { App, Group } from '../org-objects.js';
import { newGroup } from './users-and-groups.js';

/**
 * What a directory such as Active Directory brings into Okta. Its groups are of type APP_GROUP: a person in them is
 * changed in the directory, and comes with the next import.
 */
export const directoryRoutes: Routes = (app, world) => {
  const { state } = world;

  const directoryOf = (label: string): App => {
    const known = state.apps.find((one) => one.name === 'active_directory' && one.label === label);
    if (known !== undefined) return known;
    const made = newApp(state, { name: 'active_directory', label, signOnMode: 'AUTO_LOGIN' });
    state.apps.push(made);
    return made;
  };
  const groupIn = (directory: App, name: string): Group => {
    const known = state.groups.find(({ source, profile }) => source?.appId === directory.id && profile.name === name);
    if (known !== undefined) return known;
    const made = newGroup(
      { name, description: null },
      { type: 'APP_GROUP', source: { appId: directory.id, externalId: name } },
    );
    state.groups.push(made);
    return made;
  };

  // Directory Integrations > Import Now: `{ groups: [{ name, members: [login] }] }`, each with all of its members.
  app.post('/console/directories/:label/import', async (c) => {
    const { groups } = await readBody(c);
    const directory = directoryOf(param(c, 'label'));
    for (const given of Array.isArray(groups) ? groups.filter(isObject) : []) {
      const group = groupIn(directory, textAt(given, 'name') ?? '');
      const members = (textsAt(given, 'members') ?? []).map((login) => userOf(state, login).id);
      const changed = [...members, ...group.members].filter(
        (id) => members.includes(id) !== group.members.includes(id),
      );
      Object.assign(group, { members, lastMembershipUpdated: now() });
      membershipChanged(world, group.id, changed);
    }
    const imported = state.groups.filter(({ source }) => source?.appId === directory.id);
    return c.json({ app: directory.id, groups: imported.map(({ id, profile }) => ({ id, name: profile.name })) });
  });
};
