import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The people's password manager: how the Kiro admin hands the SCIM token to the Okta admin, also across a crash. */
export interface Vault {
  put(entry: string, secret: string): void;
  get(entry: string): string | null;
}

/** The vault in a file, which is made with the first entry. */
export function openVault(file: string): Vault {
  const read = (): Record<string, string> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  return {
    put(entry, secret) {
      writeFileSync(file, JSON.stringify({ ...read(), [entry]: secret }), { mode: 0o600 });
      chmodSync(file, 0o600);
    },
    get: (entry) => read()[entry] ?? null,
  };
}
