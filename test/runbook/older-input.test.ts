import { describe, expect, it } from 'vitest';
import { isJson } from '../../runbook/model/resumed.js';
import { differencesOf } from '../../runbook/model/settings.js';
import { completedInput, INPUT_DEFAULTS, type OnboardingInput } from '../../runbook/onboarding/input.js';

type Path = string[];

/** Every key of an input, however deep; not those in a list. */
const pathsOf = (value: unknown, path: Path = []): Path[] =>
  isJson(value)
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])])
    : [];

/** The input without that key, as a version wrote it that did not know it yet. */
function without(input: OnboardingInput, path: Path): unknown {
  const copy = structuredClone(input) as unknown as Record<string, unknown>;
  const holder = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  delete holder[path.at(-1)!];
  return copy;
}

/** A new configuration that says nothing of its own. */
const plain: OnboardingInput = {
  ...INPUT_DEFAULTS,
  domain: 'example.com',
  okta: { ...INPUT_DEFAULTS.okta, orgUrl: 'https://example.okta.com' },
};

/** Without these there is nothing to do. */
const NEEDED = ['domain', 'okta', 'okta.orgUrl'];

describe('a run of an earlier version', () => {
  const paths = pathsOf(plain).filter((path) => !NEEDED.includes(path.join('.')));

  it.each(paths.map((path) => [path.join('.'), path] as const))('joins where it did not know %s', (_name, path) => {
    expect(differencesOf(completedInput(without(plain, path)), plain)).toEqual([]);
  });

  it('counts what it did not know as the default, and names it where the configuration says otherwise', () => {
    const minutes = { ...plain, tokens: { ...plain.tokens, accessMinutes: 15 } };
    expect(differencesOf(completedInput(without(plain, ['tokens'])), minutes)).toEqual([
      { path: 'tokens.accessMinutes', text: 'tokens.accessMinutes: 60 there, 15 here', isSetting: false },
    ]);
  });
});
