import { existsSync } from 'node:fs';
import { type Loaded, loadConfig } from '../../config/load-config.js';
import { describeProblems } from '../../config/problem.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { usageError } from './output-and-exit.js';

/** The file that is read when no `--config` is given. */
export const DEFAULT_CONFIG = 'onboarding.yaml';

/** The file that is named, or the one in this folder; null without one. */
export const configFile = (named: string | undefined): string | null =>
  named ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null);

/** Read a configuration, with the warnings about it. @throws CommandError (2) with all its problems at once */
export async function readConfig(file: string, env: NodeJS.ProcessEnv): Promise<Loaded> {
  const loaded = await loadConfig({ file, env });
  if ('problems' in loaded) throw usageError(describeProblems(file, loaded.problems));
  return loaded;
}

/** The configuration that is named or in this folder; warnings go to `note`. @throws CommandError (2) */
export async function requireConfig(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<OnboardingInput> {
  const file = configFile(named);
  if (file === null) {
    throw usageError(
      `There is no ${DEFAULT_CONFIG} here: copy onboarding.example.yaml to ${DEFAULT_CONFIG} and fill it in, ` +
        'or name another file with --config.',
    );
  }
  const { input, warnings } = await readConfig(file, env);
  warnings.forEach((warning) => note(`Note: ${terminalText(warning)}`));
  return input;
}

/** The configuration that is named or in this folder; null without one. @throws CommandError (2) */
export async function configIfAny(named: string | undefined, env: NodeJS.ProcessEnv): Promise<OnboardingInput | null> {
  const file = configFile(named);
  return file === null ? null : (await readConfig(file, env)).input;
}
