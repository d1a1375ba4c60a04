import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  differences,
  type Field,
  isObject,
  type JsonObject,
  withFields,
} from '../../../activities/okta/json-fields.js';

const FIELDS: Field[] = [
  { path: 'settings.client.uris', value: ['a', 'b'], unordered: true },
  { path: 'settings.open', value: false, absent: false },
  { path: 'settings.login', value: null },
];

describe('fields', () => {
  it('finds nothing where all holds, in any order and with absent defaults', () => {
    expect(differences(FIELDS, { settings: { client: { uris: ['b', 'a'] } } })).toEqual([]);
  });

  it('names each differing field with what is and what should be', () => {
    expect(differences(FIELDS, { settings: { client: { uris: ['a'] }, open: true, login: 'https://x' } })).toEqual([
      { path: 'settings.client.uris', from: '["a"]', to: '["a","b"]' },
      { path: 'settings.open', from: 'true', to: 'false' },
      { path: 'settings.login', from: '"https://x"', to: 'null' },
    ]);
  });

  it('counts a repeated item as a difference', () => {
    expect(differences([FIELDS[0]!], { settings: { client: { uris: ['a', 'b', 'b'] } } })).toHaveLength(1);
  });

  it('keeps what it does not know, leaves what holds, and after it nothing differs', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string().filter(isPlain), fc.jsonValue()), fc.jsonValue(), (extra, settings) => {
        const body = JSON.parse(JSON.stringify({ ...extra, settings })) as JsonObject;
        const written = withFields(FIELDS, body);
        expect(differences(FIELDS, written)).toEqual([]);
        expect(withFields(FIELDS, written)).toBe(written);
        for (const name of Object.keys(body).filter((key) => key !== 'settings'))
          expect(written[name]).toEqual(body[name]);
        if (isObject(body['settings']) && isObject(written['settings']))
          for (const name of Object.keys(body['settings']).filter((key) => !['client', 'open', 'login'].includes(key)))
            expect(written['settings'][name]).toEqual(body['settings'][name]);
      }),
    );
  });
});

const isPlain = (name: string) => name !== '__proto__' && name !== 'settings';
