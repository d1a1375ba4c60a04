/** Takes the key of an item; the same function each time, and a key that never changes. */
export type KeyOf<T> = (item: T) => string;

interface Index {
  /** How many items of the list are in it. */
  length: number;
  byKey: Map<string, unknown>;
}

const indexes = new WeakMap<object, Map<unknown, Index>>();

/**
 * The items of a list by key, kept from call to call: lists of a hundred thousand stay quick. Lists may be appended
 * to, cut, or replaced by another one; an item put in the place of another is not noticed.
 */
export function indexBy<T>(list: readonly T[], keyOf: KeyOf<T>): ReadonlyMap<string, T> {
  const ofList = indexes.get(list) ?? new Map<unknown, Index>();
  indexes.set(list, ofList);
  let index = ofList.get(keyOf);
  if (index === undefined || index.length > list.length) index = { length: 0, byKey: new Map() };
  ofList.set(keyOf, index);
  for (const item of index.length === 0 ? list : list.slice(index.length)) index.byKey.set(keyOf(item), item);
  index.length = list.length;
  return index.byKey as Map<string, T>;
}

export const byId: KeyOf<{ id: string }> = ({ id }) => id;

const itself: KeyOf<string> = (item) => item;

/** Whether a list of texts holds one. */
export function holds(list: readonly string[], text: string): boolean {
  return indexBy(list, itself).has(text);
}
