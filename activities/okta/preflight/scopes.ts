import { BUILD_SCOPES } from '../environment.js';
import { blocking, warning } from '../errors.js';
import type { Check } from './facts.js';

/**
 * A service app whose OKTA_CLIENT_SCOPES leave out what a later step writes with; reads show it by themselves. Who
 * only plans or verifies needs none of them yet.
 */
export const scopes: Check = ({ okta, input, mode }) => {
  const finding = mode === 'plan' ? warning : blocking;
  const asked = okta.client.scopes;
  if (asked === null) return [];
  return neededScopes(input.push.groups.length > 0)
    .filter((scope) => !asked.includes(scope))
    .map((scope) =>
      finding(
        `The scope ${scope} is not among OKTA_CLIENT_SCOPES.`,
        'Have it granted to the service app, add it there (or unset the variable), and restart the worker.',
      ),
    );
};

/** Push mappings alone need to manage groups. */
const neededScopes = (pushes: boolean): string[] =>
  BUILD_SCOPES.filter((scope) => scope.endsWith('.manage') && (pushes || scope !== 'okta.groups.manage'));
