import { html } from 'hono/html';
import { outcomeOf } from '../../pages/console-pages.js';
import { badge, form, press, section, table } from '../../pages/form-parts.js';
import type { Action, Html, Visit } from '../../pages/page-types.js';
import type { World } from '../okta-state.js';
import type { App } from '../org-objects.js';
import { testConnection } from '../provisioning/connections.js';

/** Provisioning: Integration, To App, and the attribute mappings. */
export function provisioning({ state }: World, item: App, visit: Visit): Html {
  const { connection, toApp } = item;
  const mapping = state.mappings.find(({ source, target }) => source.id === state.userTypeId && target.id === item.id);
  const isOn = connection?.status === 'ENABLED';
  const isAsked = visit.refusal?.action === 'configure';
  return section(
    'tab-provisioning',
    'Provisioning',
    html`<h3>Integration ${badge(isOn ? 'Enabled' : 'Not enabled', isOn ? 'good' : 'plain')}</h3>`,
    connection === null
      ? html`<p>Provisioning is not enabled.</p>`
      : html`<dl>
          <dt>Base URL</dt>
          <dd><code>${connection.baseUrl}</code></dd>
          <dt>API Token</dt>
          <dd>kept, never shown</dd>
        </dl>`,
    html`<details ${connection === null || isAsked ? 'open' : ''}>
      <summary>${connection === null ? 'Configure API integration' : 'Edit'}</summary>
      ${form(
        visit,
        'configure',
        'Save',
        ({ boxes, text }) =>
          html`${boxes('API integration', 'enable', [
            { value: 'yes', label: 'Enable API integration', isOn: connection !== null },
          ])}
          ${text({
            name: 'baseUrl',
            label: 'Base URL',
            hint: 'The SCIM Endpoint of Kiro: Settings, Identity Management. No slash at its end.',
            value: connection?.baseUrl ?? '',
          })}
          ${text({
            name: 'token',
            label: 'API Token',
            hint: 'The access token of Kiro: Settings, Identity Management, Access Tokens, Generate Token.',
            kind: 'password',
          })}`,
        { also: 'Test API Credentials' },
      )}
    </details>`,
    html`<h3>To App</h3>`,
    connection === null
      ? html`<p class="empty">Configure API integration first.</p>`
      : form(visit, 'to-app', 'Save', ({ boxes }) =>
          boxes('Provisioning to App', 'on', [
            { value: 'createUsers', label: 'Create Users', isOn: toApp.createUsers },
            { value: 'updateUserAttributes', label: 'Update User Attributes', isOn: toApp.updateUserAttributes },
            { value: 'deactivateUsers', label: 'Deactivate Users', isOn: toApp.deactivateUsers },
          ]),
        ),
    html`<h3>Attribute Mappings</h3>`,
    table(
      'Attribute Mappings',
      ['Attribute', 'Value', 'Remove'],
      Object.entries(mapping?.properties ?? {}).map(([name, { expression }]) => [
        name,
        html`<code>${expression}</code>`,
        press(visit, 'remove-mapping', 'Remove', { mapping: mapping?.id ?? '', name }, { about: name, look: 'danger' }),
      ]),
      'No attribute is mapped.',
    ),
  );
}

const configure: Action = async (sent, visit) => {
  if (sent.get('enable') !== 'yes')
    return { refused: 'Enable API integration: check it to connect the application.', field: 'enable' };
  const baseUrl = (sent.get('baseUrl') ?? '').trim();
  const token = (sent.get('token') ?? '').trim();
  const fields = { 'Base URL': 'baseUrl', 'API Token': 'token', 'Error authenticating': 'token' };
  if (sent.get('also') === 'yes') {
    const problem = token === '' ? 'API Token: The field cannot be left blank' : await testConnection(baseUrl, token);
    if (problem === null)
      return { tried: 'AWS IAM Identity Center was verified successfully! Choose Save to keep it.' };
    const said = { ok: false, status: 400, body: null, said: problem };
    return outcomeOf(said, { text: '' }, fields);
  }
  const answer = await visit.call('POST', `/console/apps/${visit.part('id')}/provisioning`, { baseUrl, token });
  const text = 'AWS IAM Identity Center was verified successfully! The integration is saved; To App comes next.';
  return outcomeOf(answer, { text, to: `${visit.path}#tab-provisioning` }, fields);
};

const toApp: Action = async (sent, visit) => {
  const on = sent.getAll('on');
  const names = ['createUsers', 'updateUserAttributes', 'deactivateUsers'];
  const body = Object.fromEntries(names.map((name) => [name, on.includes(name)]));
  const answer = await visit.call('POST', `/console/apps/${visit.part('id')}/to-app`, body);
  return outcomeOf(answer, { text: 'To App is saved.', to: `${visit.path}#tab-provisioning` });
};

const removeMapping: Action = async (sent, visit) => {
  const name = sent.get('name') ?? '';
  const path = `/api/v1/mappings/${encodeURIComponent(sent.get('mapping') ?? '')}`;
  const answer = await visit.call('POST', path, { properties: { [name]: null } });
  return outcomeOf(answer, { text: `${name} is not mapped any more.`, to: `${visit.path}#tab-provisioning` });
};

/** The forms of the tab. */
export const provisioningActions: Record<string, Action> = {
  configure,
  'to-app': toApp,
  'remove-mapping': removeMapping,
};
