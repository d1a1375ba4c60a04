import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startTestKiro } from '../../sandbox/kiro/support.js';
import { describeWith, requirePath } from '../programs.js';
import { run } from '../run.js';

const SCRIPT = fileURLToPath(new URL('./scim2_tester_run.py', import.meta.url));

interface Found {
  succeeded: number;
  failed: { check: string; type: string; reason: string }[];
  errorMembers: string[];
}

/** What AWS's documents demand against RFC 7644; each with its sentence in docs/sandbox.md. */
const DEMANDED = ['object_list_with_attributes User', 'object_query_with_attributes User', 'object_replacement Group'];

describeWith(['python3 with scim2_tester, httpx2'], 'scim2-tester', () => {
  it.each(['new', 'old'] as const)('finds only what AWS demands, in the %s generation', async (generation) => {
    const kiro = await startTestKiro({ generation });
    const python = requirePath('python3 with scim2_tester, httpx2');
    const { code, stdout, output } = await run(python, [SCRIPT, kiro.endpoint, kiro.token]);
    expect(code, output).toBe(0);
    const { succeeded, failed, errorMembers } = JSON.parse(stdout) as Found;
    expect(failed.map(({ check, type }) => `${check} ${type}`).sort(), output).toEqual(DEMANDED);
    expect(errorMembers).toEqual(['exceptionRequestId', 'schema', 'timeStamp']);
    expect(succeeded).toBeGreaterThanOrEqual(38);
  });
});
