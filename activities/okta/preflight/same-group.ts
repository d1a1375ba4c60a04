import { warning } from '../errors.js';
import type { Check } from './facts.js';

/** A group that is both assigned and pushed: the guide does it, Okta does not support it. */
export const sameGroup: Check = (session, { provision, pushed }) =>
  pushed
    .filter(({ id }) => provision.groups.some((group) => group.id === id))
    .map(({ id, name }) =>
      warning(
        `The group "${name}" is both assigned to the SCIM application and pushed, which Okta does not support: ` +
          'groups may arrive without users, and removed users may stay.',
        'Better use one group for provision and another one, with the same people, for push.',
        session.pages.group(id),
      ),
    );
