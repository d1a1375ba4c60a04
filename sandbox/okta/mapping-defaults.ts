import type { App, Mapping } from './org-objects.js';
import { newId } from './ids.js';
import type { OktaState } from './okta-state.js';

/** Target attribute to expression, as the catalog app comes: the two that the guide removes are among them. */
const TO_CATALOG_APP: Record<string, string> = {
  userName: 'user.login',
  firstName: 'user.firstName',
  lastName: 'user.lastName',
  displayName: 'user.displayName',
  email: 'user.email',
  department: 'user.department',
  employeeNumber: 'user.employeeNumber',
};
const TO_OTHER_APPS: Record<string, string> = { name: 'user.displayName', given_name: 'user.firstName' };
const FROM_APP: Record<string, string> = { firstName: 'appuser.firstName', lastName: 'appuser.lastName' };

/** Both directions are made with the app. */
export function addMappings(state: OktaState, app: App): void {
  const user = { id: state.userTypeId, name: 'user', type: 'user' as const };
  const appUser = { id: app.id, name: app.name, type: 'appuser' as const };
  const toApp = app.name === 'amazon_aws_sso' ? TO_CATALOG_APP : TO_OTHER_APPS;
  state.mappings.push(
    { id: newId('mapping'), source: user, target: appUser, properties: properties(toApp) },
    { id: newId('mapping'), source: appUser, target: user, properties: properties(FROM_APP) },
  );
}

function properties(expressions: Record<string, string>): Mapping['properties'] {
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, { expression, pushStatus: 'PUSH' }]),
  );
}
