import type { Check } from './facts.js';
import { firstOf } from '../../../runbook/model/proof.js';
import { moreUnresolved } from '../audience.js';
import { warning } from '../errors.js';

/** Every group exists exactly once, every user exists and is not deactivated, and somebody is meant at all. */
export const audiences: Check = (_session, { unresolved, people }) => [
  ...firstOf(unresolved, moreUnresolved),
  ...(unresolved.length === 0 && people.provision.length === 0
    ? [warning('Nobody would be provisioned: the groups have no members.', 'Add members before the last steps.')]
    : []),
];
