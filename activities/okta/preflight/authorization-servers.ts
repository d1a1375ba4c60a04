import { blocking } from '../errors.js';
import { cureOf } from '../okta-codes.js';
import { isStatus } from '../okta-error.js';
import type { Check } from '../preflight.js';

/** The API client may read authorization servers, and the org is licensed for them (E0000015). */
export const authorizationServers: Check = async (session) => {
  try {
    await session.okta.get('/api/v1/authorizationServers?limit=1');
    return [];
  } catch (error) {
    if (!isStatus(error, 401, 403)) throw error;
    const url = session.pages.authorizationServers();
    return [
      blocking(`Okta does not let the runbook read authorization servers (${error.text}).`, cureOf(error).fix, url),
    ];
  }
};
