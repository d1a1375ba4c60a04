import { PLAIN_STEP, type Step, StepTable } from '../model/step.js';
import type { OffboardInput } from './offboard-input.js';
import type { OffboardFacts } from './offboard-state.js';

const GUIDE = 'Removing a user and deprovisioning behavior';

interface OffboardStep extends Step<string, OffboardInput> {
  readonly gives: Exclude<keyof OffboardFacts, 'connection'> | null;
}

/**
 * From the login to the last token that ends. The pushed group comes before the assigned one: Okta pushes no change of
 * somebody who is not assigned any more, and Kiro would keep them in the group.
 */
const ROWS = [
  {
    ...PLAIN_STEP,
    id: 'find',
    title: 'Find the person and the connection',
    by: 'program',
    helper: 'okta-admin',
    place: 'Okta Admin Console, Directory, People',
    gives: 'leaver',
  },
  {
    ...PLAIN_STEP,
    id: 'access-before',
    title: 'See what gives them access',
    by: 'program',
    after: ['find'],
    helper: 'okta-admin',
    place: 'Okta Admin Console, Directory, People',
    gives: 'access',
  },
  {
    ...PLAIN_STEP,
    id: 'push-group',
    title: 'Take them out of the pushed groups',
    guide: GUIDE,
    by: 'program',
    after: ['access-before'],
    helper: 'okta-admin',
    place: 'Okta Admin Console, Directory, Groups',
    writesTo: 'okta',
  },
  {
    ...PLAIN_STEP,
    id: 'assignments',
    title: 'End what assigns the applications to them',
    guide: GUIDE,
    by: 'program',
    after: ['push-group'],
    helper: 'okta-admin',
    place: 'Okta Admin Console, Applications, Assignments',
    gives: 'ended',
    writesTo: 'okta',
  },
  {
    ...PLAIN_STEP,
    id: 'refresh-tokens',
    title: 'End their refresh tokens',
    guide: 'Session management',
    by: 'program',
    after: ['assignments'],
    helper: 'okta-admin',
    place: 'Okta Admin Console, Security, API',
    writesTo: 'okta',
  },
  {
    ...PLAIN_STEP,
    id: 'kiro-groups',
    title: 'See them gone from the groups in Kiro',
    guide: 'Group membership sync behavior',
    by: 'program',
    after: ['assignments'],
    helper: 'okta-admin',
    place: 'Okta Admin Console, the SCIM application, Push Groups',
    opensToken: true,
    needsToken: true,
    lastsUntil: 'until Okta has pushed the change',
  },
  {
    ...PLAIN_STEP,
    id: 'seat',
    title: 'Delete their subscription',
    guide: GUIDE,
    by: 'kiro-admin',
    // A group that they are still in could give it back.
    after: ['kiro-groups'],
    helper: 'kiro-admin',
    place: 'Kiro console, Subscriptions',
  },
  {
    ...PLAIN_STEP,
    id: 'access-ends',
    title: 'Wait until their last access token has ended',
    guide: 'Session management',
    by: 'time',
    after: ['assignments', 'refresh-tokens'],
    helper: 'okta-admin',
    place: 'Okta Admin Console, Security, API',
    lastsUntil: 'until the last access token has ended',
  },
  {
    ...PLAIN_STEP,
    id: 'report',
    title: 'Write the certificate and the report',
    by: 'program',
    helper: 'okta-admin',
    place: 'The worker',
    withoutWrites: 'files beside the worker',
  },
] as const satisfies readonly OffboardStep[];

export type OffboardStepId = (typeof ROWS)[number]['id'];

export const OFFBOARD_STEPS = new StepTable<OffboardStepId>(ROWS);
