import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../config/load-config.js';
import type { Problem } from '../../config/problem.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { tempDir } from '../support/temp-dir.js';

const ORG = 'https://example.okta.com';

/** Writes the text to a file of its own and loads it. */
export async function load(yaml: string | Buffer, env: NodeJS.ProcessEnv = { OKTA_CLIENT_ORGURL: ORG }) {
  const file = join(await tempDir('config-'), 'onboarding.yaml');
  await writeFile(file, yaml);
  return loadConfig({ file, env });
}

/** The input of a text that must be good. */
export async function inputOf(yaml: string, env?: NodeJS.ProcessEnv): Promise<OnboardingInput> {
  const result = await load(yaml, env);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.input;
}

/** The problems of a text that must be bad. */
export async function problemsOf(yaml: string | Buffer, env?: NodeJS.ProcessEnv): Promise<Problem[]> {
  const result = await load(yaml, env);
  if ('input' in result) throw new Error('the configuration was accepted');
  return result.problems;
}

/** The least that is accepted, with more lines. */
export function minimal(...lines: string[]): string {
  return ['domain: example.com', 'signIn: { groups: [Kiro Users] }', ...lines].join('\n');
}
