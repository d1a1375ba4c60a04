/** Logins for a sentence: the first ten, and how many more. */
export function listed(users: readonly { login: string }[]): string {
  const shown = users.slice(0, 10).map((user) => user.login);
  return users.length > shown.length ? `${shown.join(', ')} and ${users.length - shown.length} more` : shown.join(', ');
}
