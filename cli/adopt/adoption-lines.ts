import pc from 'picocolors';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { Verification } from '../../runbook/verify/verification.js';
import { wrapped } from '../lib/run-lines.js';
import { KIND_NAMES, KINDS } from './candidates.js';
import type { ToCheck } from './check-objects.js';

/** `npm run verify` shows more. */
const MOST = 20;

/** What was found, and how far it is what the guide wants, before anybody agrees to anything. */
export function adoptionLines({ chosen, told, input }: ToCheck, checked: Verification, width: number): string[] {
  const objects = KINDS.map((kind) => {
    const { name, id, key, signs } = chosen[kind];
    return `${KIND_NAMES[kind]}: "${name}" (${[id, key].filter((part) => part !== '').join(', ')}), ${signs.join(', ') || 'named by you'}`;
  });
  const { proven, wrong, notLookedAt } = checked.counts;
  const differs = checked.wrong.slice(0, MOST).map(({ label, expected, found, fix }) => {
    const how = expected === null ? '' : ` ${expected} is wanted, ${found ?? 'nothing'} is there.`;
    return `${label}:${how} ${fix}`;
  });
  const kept = told.storedAt === null ? '' : `, kept at ${told.storedAt}`;
  return [
    pc.bold('Found in Okta'),
    ...[...objects, ...otherNames(chosen, input)].map((line) => ` - ${wrapped(terminalText(line), width, '   ')}`),
    pc.bold('Told by you'),
    ` - SCIM endpoint: ${terminalText(told.endpoint)}`,
    terminalText(` - SCIM token: made on ${told.tokenIssuedAt.slice(0, 10)}${kept}`),
    pc.bold(`Compared with the guide: ${proven} proven, ${wrong} wrong, ${notLookedAt} not looked at`),
    ...differs.map((line) => ` - ${wrapped(terminalText(line), width, '   ')}`),
    ...(wrong > MOST ? [` - and ${wrong - MOST} more: npm run verify`] : []),
  ];
}

/** Questions call the objects as the configuration does: a person would look for a name that Okta does not show. */
function otherNames(chosen: ToCheck['chosen'], { okta }: ToCheck['input']): string[] {
  const named = {
    oidcApplication: { key: 'okta.oidcApplication', name: okta.oidcApplication },
    authorizationServer: { key: 'okta.authorizationServer.name', name: okta.authorizationServer.name },
    scimApplication: { key: 'okta.provisioningApplication', name: okta.provisioningApplication },
  };
  return KINDS.filter((kind) => chosen[kind].name !== named[kind].name).map(
    (kind) =>
      `The configuration calls the ${KIND_NAMES[kind]} "${named[kind].name}": set ${named[kind].key} to "${chosen[kind].name}", so that ` +
      'questions call it what Okta shows.',
  );
}
