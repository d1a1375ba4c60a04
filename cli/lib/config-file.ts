import { existsSync } from 'node:fs';
import { loadConfig } from '../../config/load-config.js';
import { describeProblems } from '../../config/problem.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { usageError } from './output-and-exit.js';

/** The file that is read when no `--config` is given. */
export const DEFAULT_CONFIG = 'onboarding.yaml';

/** Read a configuration, or end with all its problems at once. */
export async function readConfig(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<{ input: OnboardingInput; warnings: string[] }> {
  const loaded = await loadConfig({ file, env });
  if ('problems' in loaded) throw usageError(describeProblems(file, loaded.problems));
  return loaded;
}

/** The configuration that is named, or the one that lies here; warnings go to `note`. */
export async function requireConfig(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): Promise<OnboardingInput> {
  if (file === undefined && !existsSync(DEFAULT_CONFIG)) {
    throw usageError(
      `There is no ${DEFAULT_CONFIG} here: copy onboarding.example.yaml to ${DEFAULT_CONFIG} and fill it in, ` +
        'or name another file with --config.',
    );
  }
  const { input, warnings } = await readConfig(file ?? DEFAULT_CONFIG, env);
  warnings.forEach((warning) => note(`Note: ${terminalText(warning)}`));
  return input;
}

/** The configuration that is named or lies here; null without one. */
export async function configIfAny(file: string | undefined, env: NodeJS.ProcessEnv): Promise<OnboardingInput | null> {
  const found = file ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null);
  return found === null ? null : (await readConfig(found, env)).input;
}
