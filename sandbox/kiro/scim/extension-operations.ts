import { isObject, type JsonObject } from '../../kit/json-values.js';
import { ENTERPRISE } from './attributes.js';
import type { Operation } from './patch.js';

/**
 * Operations on the enterprise extension as a whole, turned into some on its attributes: scim-patch takes the dots in
 * the extension's name for a path and drops such operations silently.
 */
export function withoutWholeExtension(operations: Operation[], attributes: JsonObject): Operation[] {
  return operations.flatMap((operation) => {
    const { op, path, value } = operation;
    if (path !== null) {
      if (!isExtension(path)) return [operation];
      const had = attributes[ENTERPRISE];
      const parts = op === 'remove' ? had : value;
      return isObject(parts) ? onParts(op, parts) : [operation];
    }
    const entries = Object.entries(isObject(value) ? value : {});
    const others = Object.fromEntries(entries.filter(([name]) => !isExtension(name)));
    const extensions = entries.flatMap(([name, part]) =>
      isExtension(name) && isObject(part) ? onParts(op, part) : [],
    );
    return [...(Object.keys(others).length > 0 ? [{ op, path, value: others }] : []), ...extensions];
  });
}

const isExtension = (name: string): boolean => name.toLowerCase() === ENTERPRISE.toLowerCase();

function onParts(op: Operation['op'], parts: JsonObject): Operation[] {
  return Object.entries(parts).map(([name, value]) => ({
    op,
    path: `${ENTERPRISE}:${name}`,
    value: op === 'remove' ? undefined : value,
  }));
}
