import { writeFileSync } from 'node:fs';
import type { Expected } from '../../../activities/scim/tally.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';
import { type KiroState, newKiroState } from '../../../sandbox/kiro/kiro-state.js';

/** A Kiro whose group "Crowd" has that many members, who are as Okta has them. `file` keeps its state. */
export async function crowdOf(members: number, file: string) {
  const expected: Expected[] = Array.from({ length: members }, (_, index) => ({
    login: `person${index}@example.com`,
    externalId: `00u${index}`,
    givenName: `G${index}`,
    familyName: 'Crowd',
    due: true,
  }));
  writeFileSync(file, JSON.stringify(stateOf(expected)));
  const kiro = await startKiro({ port: 0, stateFile: file, resolver: '127.0.0.1:9' });
  const made = await fetch(`${kiro.url}/console/access-tokens`, { method: 'POST', body: '{}' });
  const { scimEndpoint, token } = (await made.json()) as { scimEndpoint: string; token: string };
  return {
    expected,
    endpoint: scimEndpoint,
    token,
    /** Paths of all SCIM reads so far. */
    requests: async (): Promise<string[]> => {
      const log = (await (await fetch(`${kiro.url}/sandbox/requests`)).json()) as { method: string; path: string }[];
      return log.filter(({ path }) => path.includes('/scim/')).map(({ path }) => path);
    },
    close: () => kiro.close(),
  };
}

function stateOf(people: Expected[]): KiroState {
  const state = newKiroState();
  const at = '2026-11-24T08:00:00.000Z';
  state.users = people.map(({ login, externalId, givenName, familyName }, index) => ({
    id: `id-${index}`,
    sequence: index + 1,
    created: at,
    lastModified: at,
    attributes: {
      userName: login,
      externalId,
      name: { givenName, familyName },
      displayName: givenName,
      emails: [{ value: login, type: 'work', primary: true }],
      active: true,
    },
  }));
  const members = state.users.map(({ id }) => ({ userId: id, since: 0 }));
  const group = { id: 'group-1', sequence: people.length + 1, created: at, lastModified: at };
  state.groups = [{ ...group, displayName: 'Crowd', externalId: null, members }];
  state.sequence = people.length + 1;
  return state;
}
