import type { OnboardingInput } from '../runbook/input.js';
import { credentialsIn } from './credentials.js';
import { crossFieldFlaws, orgUrlOf } from './cross-field.js';
import { flawsOf, type Flaw } from './issues.js';
import { looksLikeSecret } from '../runbook/secrets.js';
import { pathText, type Path, type Problem } from './problem.js';
import { fileSchema } from './schema.js';
import { toInput } from './to-input.js';
import { warningsFor } from './warnings.js';
import { readYamlFile } from './yaml-file.js';

/**
 * Reads `onboarding.yaml` into the workflow's input: values in normal form, defaults filled in, with sentences on what
 * is allowed but unusual. Gives every problem at once where there is any. Of the environment only OKTA_CLIENT_ORGURL
 * counts here.
 */
export async function loadConfig(options: {
  file: string;
  env: NodeJS.ProcessEnv;
}): Promise<{ input: OnboardingInput; warnings: string[] } | { problems: Problem[] }> {
  const file = await readYamlFile(options.file);
  if ('problems' in file) return file;
  const parsed = fileSchema.safeParse(file.contents);
  const secrets = credentialsIn(file);
  const others = [
    ...flawsOf(parsed.error?.issues ?? [], file.contents),
    ...crossFieldFlaws(file.contents, options.env),
  ].filter(({ path }) => !repeatsSecret(path, secrets));
  const orgUrl = orgUrlOf(file.contents, options.env);
  const flaws = [...secrets, ...others];
  if (!parsed.success || orgUrl === undefined || flaws.length > 0) {
    return { problems: flaws.map((flaw) => problemOf(flaw, file.lineOf)) };
  }
  const input = toInput(parsed.data, orgUrl);
  return { input, warnings: warningsFor(input) };
}

/** Where a secret stands, as key or as value, nothing else is said: a message could repeat it. */
function repeatsSecret(path: Path, secrets: Flaw[]): boolean {
  const isKey = path.some((part) => typeof part === 'string' && looksLikeSecret(part));
  return isKey || secrets.some((secret) => secret.path.every((part, index) => part === path[index]));
}

function problemOf({ path, message, fix }: Flaw, lineOf: (path: Path) => number | null): Problem {
  return { path: pathText(path), line: lineOf(path), message, fix };
}
