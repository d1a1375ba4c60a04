import { userInfo } from 'node:os';

/** Who answers at this machine: the account's name, or its number where it has none (as in some containers). */
export function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
