import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Beside the vault: the newest SCIM access, as the worker of the sandbox may read it (`KIRO_SCIM_ACCESS_FILE`). */
export const SCIM_ACCESS_FILE = 'scim-access.json';

/** The people's password manager: how the Kiro admin hands the SCIM token to the Okta admin, also across a crash. */
export interface Vault {
  put(entry: string, secret: string): void;
  get(entry: string): string | null;
  /** Lets the sandbox's worker read this SCIM access, for what comes after the onboarding. */
  share(access: { endpoint: string; token: string }): void;
}

/** The vault in a file, which is made with the first entry. */
export function openVault(file: string): Vault {
  const read = (): Record<string, string> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  const write = (path: string, content: object): void => {
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
    chmodSync(path, 0o600);
  };
  return {
    put: (entry, secret) => write(file, { ...read(), [entry]: secret }),
    get: (entry) => read()[entry] ?? null,
    share: (access) => write(join(dirname(file), SCIM_ACCESS_FILE), access),
  };
}
