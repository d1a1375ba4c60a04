import { html } from 'hono/html';
import { isObject, textOf } from '../../kit/json-values.js';
import { form, section } from '../../pages/form-parts.js';
import type { ConsolePage } from '../../pages/page-types.js';
import type { World } from '../kiro-state.js';

/** Not the console: Kiro on somebody's machine, for the pilot's sign-in. */
export const signInPage = ({ state }: World): ConsolePage => ({
  path: '/sign-in',
  title: 'Kiro on somebody’s machine',
  body: (visit) =>
    html`<p class="muted">
        What the app would do: Your organization, the sign-in at Okta, and one question to a model.
      </p>
      ${section(
        'sign-in',
        'Sign in with Your organization',
        form(
          visit,
          'sign-in',
          'Sign in and ask',
          ({ text, boxes }) =>
            html`${text({
              name: 'email',
              label: 'E-mail address',
              hint: `Okta's sign-in page is skipped.${state.profile === null ? ' There is no Kiro profile yet.' : ''}`,
            })}
            ${boxes('More', 'refresh', [
              { value: 'yes', label: 'Use the refresh token once, as when the access token has ended' },
            ])}`,
        ),
      )}`,
  actions: {
    'sign-in': async (sent, { call }) => {
      const email = (sent.get('email') ?? '').trim();
      const { ok, said, body } = await call('POST', '/sign-in', { email, refresh: sent.get('refresh') === 'yes' });
      if (!ok || !isObject(body)) return { refused: said, field: 'email' };
      return { text: `${email} is signed in. The model says: “${textOf(body, 'answer')}”` };
    },
  },
});
