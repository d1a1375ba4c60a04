import { senderText } from '../words/phrases.js';
import { witnessed } from '../model/consequences.js';
import type { Outlook, Stamp } from '../model/runbook.js';
import type { Confirmed, StepRecord } from '../model/state.js';
import type { Report } from '../words/report.js';
import type { RotationView } from './rotation-state.js';

/** The report of a rotation, with its facts; null where the run has not come to that. */
export interface RotationReport extends Report {
  facts: {
    /** `planned`, or `compromised` where the old token had leaked. */
    kind: string;
    scimEndpoint: string | null;
    /** When the new token was given, and where people keep it. */
    tokenIssuedAt: string | null;
    tokenStoredAt: string | null;
  };
}

const DAY_MS = 24 * 3_600_000;

/** What the report of a rotation says besides its steps. */
export function rotationOutlook(run: RotationView): Outlook & Pick<RotationReport, 'facts'> {
  const { state, input } = run;
  const access = state.answers.scimAccessIssued;
  return {
    facts: {
      kind: input.about.compromised ? 'compromised' : 'planned',
      scimEndpoint: state.facts.connection?.endpoint ?? access?.value.endpoint ?? null,
      tokenIssuedAt: access?.at ?? null,
      tokenStoredAt: access?.value.storedAt ?? null,
    },
    roster: null,
    warnings: [],
    unproven: unprovenOf(run),
    duties: dutiesOf(run),
    stamps: {
      newToken: stampOf(run, 'probe'),
      inOkta: stampOf(run, 'into-okta'),
      pushed: stampOf(run, 'push-after'),
      oldToken: stampOf(run, 'old-is-dead'),
    },
  };
}

function stampOf(run: RotationView, step: string): Stamp {
  const { state, confirmed, since, summary } = witnessed(run, step);
  if (state !== 'done') return { at: null, confirmed: null, evidence: summary ?? `The step is ${state}.` };
  return { at: since, confirmed, evidence: summary ?? '' };
}

/** Steps whose word somebody had to be taken at, with what would have proven it. */
const WOULD_PROVE: Partial<Record<string, string>> = {
  probe: 'the token itself was not given to the runbook, so it could not be tried.',
  'into-okta': 'which token Okta holds it does not tell; only a push after the old one is seen to be dead shows it.',
  'old-is-dead':
    'only a copy that works right before and is refused after shows it; after a leak not even that, since the worker may hold another token than Okta.',
  'failed-tasks': "Okta's Tasks page has no API; the people and groups in error that the API does show were looked at.",
};

function unprovenOf(run: RotationView): string[] {
  const isAttested = ({ state, confirmed }: { state: StepRecord['state']; confirmed: Confirmed | null }): boolean =>
    state === 'done' && confirmed === 'attested';
  return run.runbook.steps.rows.flatMap(({ id, title }) => {
    const record = witnessed(run, id);
    const why = WOULD_PROVE[id];
    return why === undefined || !isAttested(record)
      ? []
      : [`${title}: ${senderText(record, 'a person')} said so; ${why}`];
  });
}

function dutiesOf({ state, input }: RotationView): string[] {
  const access = state.answers.scimAccessIssued;
  const renewBy =
    access === undefined
      ? null
      : new Date(Date.parse(access.at) + Math.min(input.waits.renewScimAccessMs, 3_000 * DAY_MS));
  return [
    ...(renewBy === null
      ? []
      : [
          `Make the next SCIM token from ${renewBy.toISOString().slice(0, 10)} on, with \`npm run rotate-token\`; the record of the connection asks for it.`,
        ]),
    'If the worker reads Kiro with a token of its own, give it the new one: the old one is refused from now on (docs/day-two.md).',
    'Delete the old token wherever it is kept.',
    ...(input.about.compromised
      ? [
          'See who has a seat: save the list on the Subscriptions tab of the Kiro console, and run `npm run verify -- --subscriptions FILE`. A seat does not end with its user.',
          'Find out how the token leaked, and what else was kept in the same place.',
        ]
      : []),
  ];
}
