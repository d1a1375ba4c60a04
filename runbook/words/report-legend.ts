import type { Report } from './report.js';

/** A word of the report, and what it means. */
export type Meaning = [word: string, meaning: string];

const OF_STEPS: Meaning[] = [
  ['proven', 'the runbook has read it from the system itself; the evidence says from where.'],
  ['attested', 'a person said so, and no system that the runbook can reach shows it.'],
  [
    'attested …, true since …',
    'a person said so, and a system shows that it is so since then: from before that word, or after the contrary.',
  ],
  ['attested …, shown …', 'a person said so, and a later step saw in a system what is only there if it is so.'],
  ['done, waiting, todo', 'finished; waiting for somebody or something when the report was written; not begun.'],
  ['skipped', "not done, by somebody's decision or because there was nothing to do; the reason stands beside it."],
  ['failed', 'somebody stopped the run there.'],
  ['By', 'who gave the answer that counts, and in brackets through what.'],
  [
    'proven, unproven behind a name',
    'a signature shows who that was, or it is only what the sender said. Neither: senders were not proven in this run.',
  ],
  ['the operator', 'who was at the machine of the worker itself, and answers there for everybody.'],
  ['At', 'when the step came into that state.'],
];

const OF_PEOPLE: Meaning[] = [
  ['Okta', 'the status of the account; "not named" where the configuration does not name the person.'],
  ['Sign-in', 'assigned to the OIDC application.'],
  ['Provisioned', 'assigned to the SCIM application.'],
  ['Groups', 'in the pushed group in Kiro.'],
  ['Seat', 'has a subscription in the list from the Kiro console.'],
  ['yes', 'as the configuration means it.'],
  ['–', 'not meant, and not there.'],
  ['missing', 'meant, and not there.'],
  ['too much', 'there, and not meant.'],
  ['?', 'could not be seen.'],
];

/** What the words of that report mean, for a reader who knows neither the runbook nor its tables. */
export function legendOf({ roster }: Report): Meaning[] {
  return [...OF_STEPS, ...(roster === null ? [] : OF_PEOPLE)];
}
