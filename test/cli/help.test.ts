import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** For `node --import`: writes the address of every module that is loaded to stderr. */
const TRACE = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    import { writeSync } from 'node:fs';
    export async function resolve(name, context, next) {
      const found = await next(name, context);
      if (!/node_modules/.test(context.parentURL ?? '')) writeSync(2, 'loaded ' + found.url + '\\\\n');
      return found;
    }\`));
`)}`;

const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };
const commands = Object.entries(scripts).flatMap(([name, script]) => {
  const [, file] = /^exec node cli\/launch\.js (\S+)$/.exec(script) ?? [];
  return file === undefined ? [] : [[name, file] as const];
});

it('knows all commands', () => expect(commands.length).toBeGreaterThanOrEqual(13));

// Node starts in 0.04 s; the Okta SDK alone takes ten times as long, Temporal's client and worker five times.
it.each(commands)('npm run %s -- --help loads no package but those that print it', async (name, file) => {
  // The source: the build has these packages in its files, and loads a file where the source loads a package.
  const args = ['--import', TRACE, '--import', 'tsx', `${file}.ts`, '--help'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  expect(stdout).toContain(`Usage: npm run ${name}`);
  const packages = stderr.matchAll(/^loaded file:.*\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm);
  const loaded = new Set([...packages].map(([, one]) => one));
  expect([...loaded].filter((one) => !['commander', 'wrap-ansi', 'picocolors', 'tsx'].includes(one ?? ''))).toEqual([]);
  expect(loaded).toContain('commander');
});
