import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { ONBOARDING } from '../../runbook/onboarding/onboarding.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import type { WorkflowBundle } from '../../temporal/workflow-bundle.js';
import { inStartOrder } from '../../workflows/engine/start-order.js';
import { bundled, quiet } from './harness.js';
import { filesOf, kindsIn, readHistory, RECORDED_PATHS, recordedHistories, whyNotWritten } from './history-files.js';

const HISTORIES = recordedHistories();
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The workflow code with the rows of the step table in reverse. */
const withReversedTable = (): Promise<WorkflowBundle> =>
  bundleWorkflowCode({
    workflowsPath: at('./reversed-workflows.ts'),
    workflowInterceptorModules: [at('../../workflows/interceptors.ts')],
    logger: new DefaultLogger('ERROR'),
  });

describe.each([
  ['as it is', bundled],
  ['with its rows in reverse', withReversedTable],
])('the step table %s', (_table, load) => {
  let bundle: WorkflowBundle;
  beforeAll(async () => {
    quiet();
    bundle = await load();
  });

  it.each(HISTORIES.map(({ version, file, url }) => [`${version}/${file}`, url] as const))(
    'leads the same way through the recorded run %s',
    async (_file, url) => {
      await Worker.runReplayHistory({ workflowBundle: bundle }, readHistory(url));
    },
  );
});

describe('the recorded histories', () => {
  it.each(Object.entries(RECORDED_PATHS))('hold the path %s, which shows what it is about', (name, path) => {
    const files = HISTORIES.filter(({ file }) => filesOf(name, path).includes(file));
    const version = files.at(-1)?.version;
    const newest = files.filter((one) => one.version === version);
    expect(newest.map(({ file }) => file).sort()).toEqual(filesOf(name, path));
    const kinds = new Set(newest.flatMap(({ url }) => [...kindsIn(readHistory(url))]));
    expect(path.shows.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it('say nothing of the machine that they were recorded on, and stay small', async () => {
    for (const { url } of HISTORIES) {
      const text = await readFile(url, 'utf8');
      expect(text.length).toBeLessThan(200_000);
      expect([...text.matchAll(/"identity":"([^"]*)"/g)].filter(([, name]) => name !== 'recorded')).toEqual([]);
    }
  });

  it.each([
    ['is not there yet', { isThere: false, replace: false, version: '1.0.0' }, null],
    ['is there', { isThere: true, replace: false, version: '0.1.0' }, '--replace'],
    ['is there and is to be replaced', { isThere: true, replace: true, version: '0.1.9' }, null],
    ['is there after the release', { isThere: true, replace: true, version: '0.2.0' }, 'nothing recorded is replaced'],
    ['is there after the next one', { isThere: true, replace: true, version: '1.0.0' }, 'nothing recorded is replaced'],
  ])('are written only where that is safe: a file that %s', (_what, how, why) => {
    const said = whyNotWritten('0.1.0/happy.json', how);
    if (why === null) expect(said).toBeNull();
    else expect(said).toContain(why);
  });
});

describe('steps that are due at the same time', () => {
  it('start in one order, wherever their rows stand', () => {
    const reversed = [...ONBOARDING_STEPS.ids].reverse();
    expect(inStartOrder(ONBOARDING, reversed)).toEqual(inStartOrder(ONBOARDING, ONBOARDING_STEPS.ids));
    expect(inStartOrder(ONBOARDING, reversed).indexOf('oidc-application')).toBeLessThan(
      inStartOrder(ONBOARDING, reversed).indexOf('authorization-server'),
    );
  });

  it('start after those of the first release where they are newer, by their id', () => {
    const ids = ['welcome-mail', 'report', 'audit', 'preflight'];
    expect(inStartOrder(ONBOARDING, ids)).toEqual(['preflight', 'report', 'audit', 'welcome-mail']);
    expect(inStartOrder(ONBOARDING, ids.toReversed())).toEqual(['preflight', 'report', 'audit', 'welcome-mail']);
  });
});
