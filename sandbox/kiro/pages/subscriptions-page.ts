import { html } from 'hono/html';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, press, searchBox, section, table } from '../../pages/form-parts.js';
import type { Action, ConsolePage } from '../../pages/page-types.js';
import { grantSeats, seatRows, toCsv } from '../console/subscriptions.js';
import type { World } from '../kiro-state.js';

/** Lists are cut there; a search finds the rest, and the file has all. */
const MOST_SHOWN = 200;
const LOOKS = { Active: 'good', Pending: 'plain', Canceled: 'bad' } as const;

/** The Subscriptions tab: who has a seat, as a table, a file, and rows to paste. */
export const subscriptionsPage = ({ state, store, settings }: World): ConsolePage => ({
  path: '/subscriptions',
  title: 'Subscriptions',
  body: (visit) => {
    grantSeats(state, settings.membershipDelayMs);
    store.save();
    const all = seatRows(state);
    const wanted = visit.query('q').trim().toLowerCase();
    const found = all
      .map((row, index) => ({ row, isFormer: state.seats[index]?.former !== undefined }))
      .filter(({ row }) => Object.values(row).join(' ').toLowerCase().includes(wanted));
    const shown = found.slice(0, MOST_SHOWN);
    const rows = shown.map(({ row: { User, Email, Status, Plan, Source }, isFormer }) => [
      User,
      Email,
      html`${badge(Status, LOOKS[Status])}${isFormer ? html` <span class="hint">of a deleted profile</span>` : ''}`,
      Plan,
      Source,
      Status === 'Canceled'
        ? ''
        : press(
            visit,
            isFormer ? 'cancel-former' : 'unsubscribe',
            'Unsubscribe',
            { user: User },
            { about: User, look: 'danger' },
          ),
    ]);
    const csv = toCsv(shown.map(({ row }) => row));
    return section(
      'subscriptions',
      'Who has a subscription',
      html`<p class="actions">
        <a class="button main" href="/console/subscriptions?format=csv" download="subscriptions.csv">Download CSV</a>
        <button type="button" data-copy="${csv}"><span>Copy table</span></button>
      </p>`,
      all.length === 0 ? '' : searchBox(visit, 'Find'),
      all.length === 0
        ? ''
        : html`<p class="muted">
            ${found.length} of ${all.length}
            rows${found.length > MOST_SHOWN ? `; the first ${MOST_SHOWN} are shown and copied, the file has all` : ''}.
          </p>`,
      table(
        'Subscriptions',
        ['User', 'Email', 'Status', 'Plan', 'Source', 'Change'],
        rows,
        'Nobody has a subscription. Assign one under Users & Groups.',
      ),
    );
  },
  actions: { unsubscribe: unsubscribe(false), 'cancel-former': unsubscribe(true) },
});

function unsubscribe(former: boolean): Action {
  return async (sent, { call }) => {
    const user = sent.get('user') ?? '';
    const answer = await call('DELETE', '/console/subscriptions', { groups: [], users: [user], former });
    return outcomeOf(answer, { text: `${user} is unsubscribed: paid until the month ends.` });
  };
}
