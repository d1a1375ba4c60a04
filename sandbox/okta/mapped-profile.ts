import type { JsonObject } from '../kit/json-values.js';
import { findUser } from './lookups.js';
import type { OktaState } from './okta-state.js';

/** A user's profile as the app sees it: each property of the mapping user type -> app, evaluated. */
export function mappedProfile(state: OktaState, appId: string, userId: string): JsonObject {
  const user = findUser(state, userId);
  const mapping = state.mappings.find(({ source, target }) => source.id === user?.typeId && target.id === appId);
  if (user === undefined || mapping === undefined) return {};
  return Object.fromEntries(
    Object.entries(mapping.properties).map(([name, { expression }]) => [name, evaluate(expression, user.profile)]),
  );
}

/** The part of Okta's expression language that mappings here use: `user.x`, texts, and `+` between them. */
function evaluate(expression: string, profile: JsonObject): string | null {
  const parts = expression.split('+').map((part) => operand(part.trim(), profile));
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join('');
}

function operand(text: string, profile: JsonObject): string | null {
  const quoted = /^"(.*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  const attribute = /^(?:user|source)\.(\w+)$/.exec(text)?.[1];
  const value = attribute === undefined ? null : profile[attribute];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
