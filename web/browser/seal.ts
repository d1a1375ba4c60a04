import { bareToken } from '../../runbook/messages/pasted.js';
import { sealToken } from '../../sealing/seal-token.js';
import { scimEndpoint } from '../../runbook/onboarding/scim-endpoint.js';

// The SCIM token: sealed here to the worker's key, bound to the endpoint; it is in no request in plain text.

/** Why a token was not sealed, for the person. */
export class Unsealed extends Error {}

/** An input without a name: a browser puts it into no form that it sends. */
export function addTokenInput(place: HTMLElement): void {
  const id = place.dataset['sealed'] ?? 'token';
  const label = document.createElement('label');
  label.htmlFor = id;
  label.textContent = 'SCIM token (optional)';
  const input = document.createElement('input');
  input.type = 'password';
  input.id = id;
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.dataset['token'] = '';
  input.setAttribute('aria-describedby', `${id}-rule ${id}-problem`);
  const rule = place.querySelector<HTMLElement>('.rule[id]');
  if (rule !== null)
    rule.textContent =
      'Sealed in this browser before it is sent: neither this page nor Temporal can read it. Without it less can be proven.';
  place.prepend(label, ...(rule === null ? [] : [rule]), input);
}

/** Seals what was typed as the token, for the endpoint of the same form, and adds it to what is sent. @throws Unsealed */
export async function sealInto(form: HTMLFormElement, data: FormData): Promise<void> {
  const input = form.querySelector<HTMLInputElement>('[data-token]');
  if (input === null || input.value.trim() === '') return;
  const bare = bareToken(input.value);
  if ('problem' in bare) throw new Unsealed(bare.problem);
  const endpoint = data.get('endpoint');
  if (typeof endpoint !== 'string' || endpoint.trim() === '')
    throw new Unsealed('Type the endpoint first: the token is sealed for it alone.');
  const response = await fetch(`${document.body.dataset['home'] ?? ''}/sealing-key`, {
    headers: { accept: 'application/json' },
  });
  const key = (await response.json()) as { jwk?: Record<string, string>; workflowId?: string; reason?: string };
  if (key.jwk === undefined || key.workflowId === undefined)
    throw new Unsealed(key.reason ?? 'The worker has no key to seal it with just now. Try it again in a moment.');
  if (crypto.subtle === undefined)
    throw new Unsealed(
      'This browser seals only under https or on this machine. Hand the token over in person to the one who runs this, who has a command that seals it.',
    );
  const sealed = await sealToken(bare.token, key.jwk, { workflowId: key.workflowId, endpoint: scimEndpoint(endpoint) });
  data.set('token', sealed);
}
