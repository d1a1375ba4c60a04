import { GIVE_RECORD } from '../okta/verified.js';
import { GIVE_SCIM } from '../verify/besides-okta.js';
import { GIVE_LIST } from '../verify/people-today.js';

/** What helps where the command `verify` wants a flag, which an audit has not. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  [GIVE_SCIM, 'name a file with endpoint and token in KIRO_SCIM_ACCESS_FILE of the worker (docs/day-two.md)'],
  [GIVE_LIST, '`npm run verify -- --subscriptions FILE`'],
  [GIVE_RECORD, '`npm run adopt`, or a run of the onboarding, which tells the record'],
]);

export const howInAudit = (how: string): string => INSTEAD.get(how) ?? how;
