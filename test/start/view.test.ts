import { expect, it } from 'vitest';
import type { Status } from '../../runbook/words/status.js';
import { plainView } from '../../start/view.js';

it('plain lines show each new verdict of DNS once', () => {
  const lines: string[] = [];
  const view = plainView((line) => lines.push(line));
  const status = {} as Status;
  const look = (message: string, attempt: number): void =>
    view.show({ status, events: [], verdicts: [{ activity: 'awaitTxtRecord', attempt, message }] });
  look('No name server gives it yet.\n  ns1.example.com', 1);
  look('No name server gives it yet.\n  ns1.example.com', 2);
  look('1 of 2 name servers give it; not yet ns2.example.com.\n  ns1.example.com', 3);
  expect(lines.map((line) => line.slice(10))).toEqual([
    'look     No name server gives it yet.',
    'look     1 of 2 name servers give it; not yet ns2.example.com.',
  ]);
});
