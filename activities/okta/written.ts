import { z } from 'zod';
import type { Change } from '../../runbook/proof.js';
import { keepProgress, recallProgress } from '../progress.js';
import type { Write } from './okta-api.js';
import type { Session } from './session.js';

/** What tries of an activity have written to Okta: objects, and requests with their ids. */
export interface Written {
  changes: Change[];
  /** Without their bodies: one may hold a token. */
  requests: Omit<Write, 'body'>[];
}

const KEY = 'written';
/** Temporal keeps it with the heartbeats; a few hundred are enough for an auditor. */
const MOST = 300;

const change = z.object({
  object: z.string(),
  action: z.enum(['create', 'change']),
  fields: z.array(z.object({ path: z.string(), from: z.string(), to: z.string() })),
});
const request = z.object({ method: z.string(), path: z.string(), requestId: z.string().nullable() });
const shape = z.object({ changes: z.array(change), requests: z.array(request) });

/** What earlier tries of this activity have written: the one that ends well may have found all as it should be. */
export const writtenBefore = (): Written => recallProgress(KEY, shape) ?? { changes: [], requests: [] };

/** Keep what this try has written so far, for the ones after it. */
export function keepWritten(session: Session): void {
  const all = allWritten(session);
  const changes = all.changes.filter(({ action }) => action !== 'reuse');
  keepProgress(KEY, { changes: changes.slice(0, MOST), requests: all.requests.slice(0, MOST) });
}

/** This try's work with that of the tries before it; an object that one of them made is not reused. */
export function allWritten({ before, changes, okta }: Session): Written {
  const made = new Map(before.changes.map((one) => [one.object, one]));
  const now = changes.map((one) => (one.action === 'reuse' ? (made.get(one.object) ?? one) : one));
  const known = new Set(now.map(({ object }) => object));
  return {
    changes: [...before.changes.filter(({ object }) => !known.has(object)), ...now],
    requests: [...before.requests, ...okta.writes.map(({ method, path, requestId }) => ({ method, path, requestId }))],
  };
}
