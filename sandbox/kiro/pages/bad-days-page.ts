import { html } from 'hono/html';
import { outcomeOf } from '../../pages/console-pages.js';
import { press, section, table } from '../../pages/form-parts.js';
import type { Action, ConsolePage } from '../../pages/page-types.js';
import { saveSwitches, type Switch, switchForm } from '../../pages/switch-form.js';
import type { World } from '../kiro-state.js';

const SWITCHES: readonly Switch[] = [
  { name: 'expiredToken', label: 'Every access token counts as expired', hint: 'Okta’s pushes fail.', kind: 'flag' },
  {
    name: 'seatsOutliveProfile',
    label: 'Subscriptions outlive a deleted profile',
    hint: 'Off: deleting the profile cancels them.',
    kind: 'flag',
  },
  {
    name: 'domainsOfOthers',
    label: 'Domains that another profile holds',
    hint: 'With commas between them; here they cannot be added.',
    kind: 'names',
  },
  {
    name: 'refuseAttributes',
    label: 'Attributes that fail a user',
    hint: 'The guide has two of them removed from the mapping.',
    kind: 'names',
  },
  {
    name: 'membershipDelayMs',
    label: 'A new member waits for a subscription, milliseconds',
    hint: 'Up to 24 hours at Kiro.',
    kind: 'number',
  },
  {
    name: 'memberVisibleAfterMs',
    label: 'Filters do not tell of a new member for, milliseconds',
    hint: '0: they tell at once.',
    kind: 'number',
  },
  {
    name: 'loseEveryMember',
    label: 'Lose every n-th member',
    hint: 'With 3, every third is answered as added and is lost; empty: nobody.',
    kind: 'number-or-none',
  },
];

/** Days that a token is made old by: shortly before its year ends, and after. */
const AGES = [340, 366];

/** What can go wrong with Kiro, to be tried. */
export const badDaysPage = ({ state, settings }: World): ConsolePage => ({
  path: '/bad-days',
  title: 'Bad days',
  body: (visit) =>
    html`<p>
        Things that go wrong in real life, to be tried here. What follows from them shows in Okta and in the run.
      </p>
      ${section(
        'tokens',
        'An access token grows old',
        table(
          'Access tokens',
          ['Made', 'Make it older'],
          state.accessTokens.map(({ id, createdAt }) => [
            createdAt.slice(0, 10),
            html`${AGES.map((days) =>
              press(
                visit,
                'age',
                `${days} days old`,
                { id, days: String(days) },
                { about: `the token of ${createdAt}` },
              ),
            )}`,
          ]),
          'There is no access token.',
        ),
      )}
      ${section(
        'more',
        'What a person can do',
        html`<ul>
          <li><a href="/console/settings#access-tokens">Revoke the token that Okta uses</a>, or delete the profile</li>
          <li><a href="/console/settings#domains">Remove the domain</a></li>
        </ul>`,
      )}
      ${switchForm(visit, SWITCHES, settings)}`,
  actions: { age, 'save-settings': saveSwitches(SWITCHES) },
});

const age: Action = async (sent, { call }) => {
  const days = Number(sent.get('days'));
  const createdAt = new Date(Date.now() - days * 24 * 3_600_000).toISOString();
  const path = `/sandbox/access-tokens/${encodeURIComponent(sent.get('id') ?? '')}`;
  return outcomeOf(await call('POST', path, { createdAt }), { text: `The token is ${days} days old now.` });
};
