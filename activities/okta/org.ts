import type { Task } from '../../runbook/outside.js';
import type { OktaClient } from './client.js';
import { needsPerson } from './errors.js';

/** A worker holds the credentials of one org; a task for another one must never be done in it. */
export function requireOrg(client: OktaClient, { input }: Task): void {
  const [here, wanted] = [new URL(client.orgUrl).host, new URL(input.okta.orgUrl).host];
  if (here === wanted) return;
  throw needsPerson(
    `This worker serves ${here}, and the run is for ${wanted}: start a worker with OKTA_CLIENT_ORGURL of that org, ` +
      'and give each org a namespace or a task queue of its own.',
    {},
    'WrongOrg',
  );
}
