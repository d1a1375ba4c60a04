import { html } from 'hono/html';
import { outcomeOf } from '../../pages/console-pages.js';
import { form, section } from '../../pages/form-parts.js';
import type { ConsolePage } from '../../pages/page-types.js';
import type { World } from '../kiro-state.js';

/** Sign up for Kiro > Set up application as Admin > Connect an existing external Identity provider. */
export const signUpPage = ({ state }: World): ConsolePage => ({
  path: '/sign-up',
  title: () => (state.profile === null ? 'Sign up for Kiro' : 'Change the profile'),
  body: (visit) =>
    html`<p class="muted">Set up application as Admin</p>
      ${section(
        'profile',
        'Connect an existing external Identity provider',
        html`<dl>
          <dt>Region</dt>
          <dd>us-east-1, the only one of the sandbox. At AWS you choose it before you open Kiro.</dd>
        </dl>`,
        form(
          visit,
          'enable',
          'Enable',
          ({ text }) =>
            html`${text({
              name: 'issuer',
              label: 'Issuer URI',
              hint: 'Okta Admin Console: Security, API, Authorization Servers, the server for Kiro.',
              value: state.profile?.issuer ?? '',
            })}
            ${text({
              name: 'clientId',
              label: 'Client ID',
              hint: 'Okta Admin Console: Applications, the sign-in application, General.',
              value: state.profile?.clientId ?? '',
            })}`,
        ),
      )}`,
  actions: {
    enable: async (sent, { call }) => {
      const issuer = (sent.get('issuer') ?? '').trim();
      const clientId = (sent.get('clientId') ?? '').trim();
      const answer = await call('POST', '/console/profile', { issuer, clientId });
      const text = 'The Kiro profile is enabled. Both values stand below, to be copied for your answer.';
      return outcomeOf(answer, { text, to: '/console/settings' }, { Issuer: 'issuer', 'Client ID': 'clientId' });
    },
  },
});
