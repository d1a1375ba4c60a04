import { html } from 'hono/html';
import { outcomeOf, type PageSet } from '../pages/console-pages.js';
import { badge, copyable, form, press, section, table } from '../pages/form-parts.js';
import type { Consoles } from '../pages/page-frame.js';
import type { Action, ConsolePage, FormParts, Html, Visit } from '../pages/page-types.js';
import { canonical, type DnsState, RECORD_TYPES, zoneOf, type ZoneRecord } from './zones.js';

/** The zone of the sandbox's people, which is there before it has a record. */
const FIRST_ZONE = 'example.com';

/** The form of a DNS provider as pages: the zones, and the records of one. `servers` is how many name servers there are. */
export const dnsPages = (state: DnsState, servers: number, consoles: Consoles): PageSet => ({
  consoles,
  place: { system: 'DNS', kind: 'provider', sections: [{ path: '', label: 'Zones' }] },
  pages: [zonesPage(state), zonePage(state, servers)],
  ways: [{ path: '/console/records', to: () => '/console' }],
});

const current = ({ records }: DnsState): ZoneRecord[] => records.filter(({ goneAt }) => goneAt === null);

const inZone = (state: DnsState, zone: string): ZoneRecord[] =>
  current(state).filter(({ name }) => name === zone || name.endsWith(`.${zone}`));

const pathOf = (zone: string): string => `/console/zones/${encodeURIComponent(zone)}`;

const zonesPage = (state: DnsState): ConsolePage => ({
  path: '',
  title: 'DNS',
  body: (visit) => {
    const zones = [...new Set([FIRST_ZONE, ...current(state).map(({ name }) => zoneOf(name))])];
    return html`<p>A provider of DNS that serves every zone, with two name servers.</p>
      ${section(
        'zones',
        'Zones',
        table(
          'Zones',
          ['Zone', 'Records'],
          zones.map((zone) => [html`<a href="${pathOf(zone)}">${zone}</a>`, String(inZone(state, zone).length)]),
          'There is no zone.',
        ),
      )}
      ${section(
        'another',
        'Another zone',
        form(visit, 'open', 'Open', ({ text }) =>
          text({ name: 'zone', label: 'Domain', hint: 'Such as example.org, or a domain below another one.' }),
        ),
      )}`;
  },
  actions: {
    open: async (sent) => {
      const zone = canonical((sent.get('zone') ?? '').trim());
      if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(zone))
        return { refused: 'Domain: a name such as example.org, in ASCII.', field: 'zone' };
      return { text: `The zone ${zone} is open.`, to: pathOf(zone) };
    },
  },
});

const zonePage = (state: DnsState, servers: number): ConsolePage => ({
  path: '/zones/:zone',
  title: (visit) => `Zone ${visit.part('zone')}`,
  section: '',
  body: (visit) => {
    const zone = canonical(visit.part('zone'));
    const records = inZone(state, zone);
    const edited = records.find((record) => isEdited(record, visit));
    return html`${section(
      'records',
      'Records',
      table(
        'Records',
        ['Name', 'Type', 'Value', 'On the name servers', 'Change'],
        records.map((record) => row(record, zone, visit)),
        'There is no record.',
      ),
    )}
    ${edited === undefined ? '' : editForm(edited, visit)}
    ${section(
      'add',
      'Add record',
      form(visit, 'add', 'Add record', (parts) => fields(parts, zone, { name: '', type: 'TXT', value: '' })),
    )}
    ${section(
      'servers',
      'Name servers',
      html`<p class="muted">The second one has a new record a little later, as in real life.</p>`,
      ...Array.from({ length: servers }, (_, place) =>
        copyable({ label: `Name server ${place + 1}`, value: `ns${place + 1}.${zoneOf(zone)}` }),
      ),
    )}`;
  },
  actions: { add, edit, remove },
});

/** Whether the page was opened to change this record, or its form was refused. */
function isEdited({ name, type, value }: ZoneRecord, { query, refusal }: Visit): boolean {
  const asked = refusal?.action === 'edit' ? refusal.values : null;
  const of = (key: string, field: string): string => asked?.get(field) ?? query(key);
  return value === of('edit', 'oldValue') && name === of('name', 'oldName') && type === of('type', 'oldType');
}

function row(record: ZoneRecord, zone: string, visit: Visit): (Html | string)[] {
  const { name, type, value, visibleAt } = record;
  const isSeen = visibleAt.filter((moment) => moment <= Date.now()).length;
  const way = `${pathOf(zone)}?${new URLSearchParams({ name, type, edit: value }).toString()}#edit-record`;
  return [
    name,
    type,
    html`<code>${value}</code>`,
    badge(`${isSeen} of ${visibleAt.length}`, isSeen === visibleAt.length ? 'good' : 'plain'),
    html`<a class="button" href="${way}">Edit<span class="unseen"> ${type} of ${name}</span></a> ${press(
        visit,
        'remove',
        'Delete',
        { name, type, value },
        { about: `${type} of ${name}`, look: 'danger' },
      )}`,
  ];
}

const editForm = ({ name, type, value }: ZoneRecord, visit: Visit): Html =>
  section(
    'edit-record',
    'Edit record',
    form(
      visit,
      'edit',
      'Save',
      (parts) =>
        html`<input type="hidden" name="oldName" value="${name}" />
          <input type="hidden" name="oldType" value="${type}" />
          <input type="hidden" name="oldValue" value="${value}" />
          ${fields(parts, visit.part('zone'), { name, type, value })}`,
    ),
  );

const fields = ({ text, select }: FormParts, zone: string, now: Record<'name' | 'type' | 'value', string>): Html =>
  html`${text({
    name: 'name',
    label: 'Name',
    hint: `@ or empty is ${zone} itself; ${zone} is appended to a name without it.`,
    value: now.name,
    isOptional: true,
  })}
  ${select({
    name: 'type',
    label: 'Type',
    choices: RECORD_TYPES.map((type) => ({ value: type, label: type })),
    value: now.type,
  })}
  ${text({ name: 'value', label: 'Value', hint: 'Of a TXT record: the text, without quotes.', value: now.value })}`;

/** The full name of the record that was typed into the field Name. */
function wholeName(typed: string, zone: string): string {
  const name = canonical(typed.trim());
  if (name === '' || name === '@') return zone;
  return name === zone || name.endsWith(`.${zone}`) ? name : `${name}.${zone}`;
}

const recordIn = (sent: URLSearchParams, visit: Visit): Record<'name' | 'type' | 'value', string> => ({
  name: wholeName(sent.get('name') ?? '', canonical(visit.part('zone'))),
  type: sent.get('type') ?? '',
  value: (sent.get('value') ?? '').trim(),
});

const add: Action = async (sent, visit) => {
  const record = recordIn(sent, visit);
  if (record.value === '') return { refused: 'Value: it cannot be empty.', field: 'value' };
  const answer = await visit.call('POST', '/console/records', record);
  const text = `${record.type} record of ${record.name} is saved.`;
  if (!answer.ok && answer.said.includes('at value'))
    return { refused: 'Value: an IP address of the type.', field: 'value' };
  return outcomeOf(answer, { text, to: `${visit.path}#records` });
};

/** The new one is added first, so that the name is never without. */
const edit: Action = async (sent, visit) => {
  const [name, type, value] = ['oldName', 'oldType', 'oldValue'].map((key) => sent.get(key) ?? '');
  const added = await add(sent, visit);
  const record = recordIn(sent, visit);
  if (!('text' in added) || (record.name === name && record.type === type && record.value === value)) return added;
  const gone = await visit.call('DELETE', '/console/records', { name, type, value });
  return outcomeOf(gone, added);
};

const remove: Action = async (sent, visit) => {
  const [name = '', type = '', value = ''] = ['name', 'type', 'value'].map((key) => sent.get(key) ?? '');
  const answer = await visit.call('DELETE', '/console/records', { name, type, value });
  return outcomeOf(answer, { text: `${type} record of ${name} is deleted.`, to: `${visit.path}#records` });
};
