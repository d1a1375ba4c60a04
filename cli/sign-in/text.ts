import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { SignInFindings } from './test-sign-in.js';

/** The findings for a person. */
export function findingsText(found: SignInFindings): string {
  const { ok, claims, refreshed, problems, notes } = everyText(found, terminalText);
  return [
    ok ? 'The sign-in works as Kiro needs it.' : 'The sign-in does not work as Kiro needs it:',
    ...problems.map((problem) => `- ${problem}`),
    ...(claims === null
      ? []
      : [
          `  iss        ${claims.iss}`,
          `  cid        ${claims.cid}`,
          `  scp        ${claims.scp.join(' ')}`,
          `  aud        ${[claims.aud].flat().join(' ')}`,
          `  lifetime   ${claims.lifetimeSeconds} s`,
          `  refreshed  ${refreshed ? 'yes' : 'no'}`,
        ]),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}
