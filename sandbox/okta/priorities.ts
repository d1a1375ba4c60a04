/** Priorities are 1, 2, 3, … in a list. Puts `item` at the place asked for (1 is first) and renumbers the others. */
export function place<T extends { priority: number }>(others: readonly T[], item: T, priority: number): void {
  const ordered = [...others].filter((other) => other !== item).sort((a, b) => a.priority - b.priority);
  ordered.splice(Math.max(0, Math.min(priority - 1, ordered.length)), 0, item);
  for (const [index, other] of ordered.entries()) other.priority = index + 1;
}

/** Closes the gaps after a removal. */
export function renumber(items: readonly { priority: number }[]): void {
  for (const [index, item] of [...items].sort((a, b) => a.priority - b.priority).entries()) item.priority = index + 1;
}
