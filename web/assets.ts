import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';
import { compiledFile } from '../temporal/folders.js';
import { LOOK } from './look.js';

/** A file that the pages load; its name changes with its content, so browsers may keep it. */
export interface Asset {
  path: string;
  type: string;
  content: string;
}

export interface Assets {
  style: Asset;
  script: Asset;
}

/** The file of `dist/` that holds the script of the pages. */
export const BROWSER_SCRIPT = 'web/browser.js';

/** The style sheet and the script; without a build the script is bundled now, which takes a fraction of a second. */
export async function loadAssets(): Promise<Assets> {
  const built = compiledFile(BROWSER_SCRIPT);
  const script = built === null ? await bundleScript() : await readFile(built, 'utf8');
  return {
    style: asset('page', 'css', 'text/css; charset=utf-8', LOOK),
    script: asset('page', 'js', 'text/javascript; charset=utf-8', script),
  };
}

function asset(name: string, ending: string, type: string, content: string): Asset {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${ending}`, type, content };
}

async function bundleScript(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...browserBuild(fileURLToPath(new URL('../', import.meta.url))),
    write: false,
  });
  return outputFiles?.[0]?.text ?? '';
}

/** Zod brings its messages in fifty languages; the pages are in English. */
const englishAlone: Plugin = {
  name: 'english-alone',
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** How the script is made; `npm run build` does the same. */
export const browserBuild = (root: string): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: ['web/browser/page.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  logLevel: 'warning',
  plugins: [englishAlone],
});
