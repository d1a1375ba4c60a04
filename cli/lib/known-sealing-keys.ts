import { type CheckKey, keyCheck } from '../../client/known-keys.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { configFile, readConfig } from './config-file.js';
import { note } from './output-and-exit.js';

/**
 * The check of a sealing key for this command: by `sealing.keys` of its configuration, else by what is known on this machine.
 * The configuration is read only when a token is sealed. @throws CommandError (2), RunError
 */
export const keyCheckFor =
  (options: { config?: string; acceptKey?: string }): CheckKey =>
  async (offered) => {
    const file = configFile(options.config);
    const named = file === null ? [] : (await readConfig(file, process.env)).sealingKeys;
    const tell = (line: string): void => note(terminalText(line));
    return keyCheck({ env: process.env, named, accepted: options.acceptKey, tell })(offered);
  };
