import type { OldPushes } from '../outside/old-push-activities.js';
import { counted } from '../words/phrases.js';

/** More names than this are counted. */
const NAMED = 20;

/** Nothing is left of the old Kiro. */
export const isCleared = ({ taken, pushes, copies }: OldPushes): boolean =>
  taken.groups.length + taken.users.length + pushes.length + copies.length === 0;

/** What the runbook does itself where the Okta admin consents; goes on after "to". */
export function clearingText(old: OldPushes): string {
  const { taken, pushes, copies } = old;
  const assigned = assignedText(old);
  const parts = [
    ...(pushes.length === 0
      ? []
      : [
          `switch off and delete the push of ${named(pushes.map(({ group }) => group))} (the groups in Kiro stay as they are)`,
        ]),
    ...(copies.length === 0
      ? []
      : [
          `delete Okta's own copies of the Kiro groups ${named(copies.map(({ name }) => name))}, which keep the old ids`,
        ]),
    ...(taken.groups.length + taken.users.length === 0
      ? []
      : [
          `take ${assigned} off the SCIM application, remember them, and assign them again once Okta is connected to the new endpoint`,
        ]),
  ];
  return parts.join('; ');
}

/** The same by hand: exact clicks, a sentence or two each. */
export function clicksFor(old: OldPushes): string[] {
  const { taken, pushes, copies } = old;
  const isAssigned = taken.groups.length + taken.users.length > 0;
  return [
    ...(pushes.length === 0
      ? []
      : [
          `On the tab Push Groups open the status of ${named(pushes.map(({ group }) => group))}, choose Unlink pushed group, then "Leave the group in the target app".`,
        ]),
    ...(copies.length === 0
      ? []
      : [
          `Under Directory, Groups delete Okta's own copies of the Kiro groups: ${listed(copies.map(({ id, name }) => `"${name}" (id ${id})`))}. They are of the SCIM application. A copy that stays links the new push to the old id.`,
        ]),
    ...(isAssigned
      ? [
          `On the tab Assignments remove ${assignedText(old)} (the cross at the end of the line). The runbook remembers all of them and assigns them again; do not touch the sign-in application.`,
        ]
      : []),
  ];
}

function assignedText({ taken }: OldPushes): string {
  const groups = taken.groups.length === 0 ? [] : [`the groups ${named(taken.groups.map(({ name }) => name))}`];
  const users =
    taken.users.length === 0
      ? []
      : [
          `${counted(taken.users.length, 'person', 'people')} assigned alone (${listed(taken.users.map(({ userName }) => userName))})`,
        ];
  return [...groups, ...users].join(' and ');
}

const named = (names: readonly string[]): string => listed(names.map((name) => `"${name}"`));

function listed(texts: readonly string[]): string {
  const rest = texts.length - NAMED;
  return [...texts.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
