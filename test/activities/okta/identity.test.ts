import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptedIn, clientIdFor, hasMarker, withAdopted, withMarker } from '../../../activities/okta/identity.js';

const OWNER = 'kiro-okta/example.okta.com/example.com';

describe('the note on an adopted application', () => {
  it('stands beside the marker, which still holds, is changed in its place and is of one run alone', () => {
    const [one, other] = ['kiro-okta/a.com/x', 'kiro-okta/a.com/x.com'];
    const text = withAdopted(withMarker('By Ben', one), one, '0oa1');
    expect([hasMarker(text, one), adoptedIn(text, one), adoptedIn(text, other)]).toEqual([true, '0oa1', null]);
    const changed = withAdopted(`${text} and more`, one, '0oa2');
    expect(changed).toBe(`${text.replace('0oa1', '0oa2')} and more`);
    expect(adoptedIn(null, one)).toBeNull();
  });
});

describe('marker', () => {
  it('is added once and leaves the admin’s own words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = withMarker(text, OWNER);
        expect(hasMarker(once, OWNER)).toBe(true);
        expect(withMarker(once, OWNER)).toBe(once);
        expect(once.startsWith(text.trim())).toBe(true);
      }),
    );
  });

  it('of a run whose id merely begins alike is not ours', () => {
    expect(hasMarker(withMarker('x', `${OWNER}.au`), OWNER)).toBe(false);
    expect(hasMarker(withMarker(null, `${OWNER}.au`), OWNER)).toBe(false);
  });
});

describe('clientIdFor', () => {
  it('has the form Okta allows, and is another one for another run or label', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (owner, label) => {
        expect(clientIdFor(owner, label)).toMatch(/^[A-Za-z0-9$\-_.+!*'(),]{6,100}$/);
        expect(clientIdFor(owner, `${label}2`)).not.toBe(clientIdFor(owner, label));
        expect(clientIdFor(`x${owner}`, label)).not.toBe(clientIdFor(owner, label));
      }),
    );
  });
});
