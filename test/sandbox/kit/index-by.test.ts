import { describe, expect, it } from 'vitest';
import { byId, holds, indexBy } from '../../../sandbox/kit/index-by.js';

describe('an index of a list', () => {
  it('finds what is appended, and not what has been cut or belongs to another list', () => {
    const list = [{ id: 'a' }, { id: 'b' }];
    expect(indexBy(list, byId).get('b')).toBe(list[1]);
    list.push({ id: 'c' });
    expect(indexBy(list, byId).get('c')).toBe(list[2]);
    list.splice(0, 2);
    expect([...indexBy(list, byId).keys()]).toEqual(['c']);
    expect(indexBy([{ id: 'd' }], byId).has('c')).toBe(false);
  });

  it('keeps indexes of one list by several keys apart', () => {
    const byName = ({ name }: { name: string }) => name;
    const list = [{ id: 'a', name: 'x' }];
    expect([indexBy(list, byId).has('x'), indexBy(list, byName).has('x')]).toEqual([false, true]);
    expect([holds(['p', 'q'], 'q'), holds(['p', 'q'], 'r')]).toEqual([true, false]);
  });
});
