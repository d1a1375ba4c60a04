import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { RunError } from '../../client/ask-run.js';
import type { OtherRun } from '../../client/other-runs.js';
import type { Sent } from '../../client/send-answer.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { ReviewedPerson } from '../../runbook/review-access/decision-files.js';
import { type Report, reportOf } from '../../runbook/words/report.js';
import { type Status, statusOf } from '../../runbook/words/status.js';
import { type Link, linkToken } from '../../sealing/link.js';
import { loadSigningKey, type SigningKey } from '../../sealing/signing.js';
import { type Assets, loadAssets } from '../../web/assets.js';
import { LiveRuns } from '../../web/live.js';
import { pageApp } from '../../web/page-app.js';
import { NewLinks } from '../../web/new-links.js';
import type { PageRuns, PageSettings } from '../../web/page-runs.js';
import { cookieName, sessionName, Sessions } from '../../web/sessions.js';
import { asked, stateAt, viewOf } from '../runbook/states.js';
import { input } from '../workflows/fake-world.js';

export const RUN = 'kiro-okta/example.okta.com/example.com';
export const PEOPLE = {
  'kiro-admin': { email: 'ana@example.com', escalateTo: { email: 'dee@example.com' } },
  'okta-admin': { email: 'ben@example.com' },
  'dns-admin': { email: 'cem@example.com' },
  reviewers: [],
};

/** An answer as Temporal would get it. */
export interface SentAnswer {
  workflowId: string;
  message: MessageName;
  value: Record<string, unknown>;
  updateId: string;
}

/** A run that the page shows, without Temporal: a test sets what it says. */
export class FakeRuns implements PageRuns {
  shown: Status;
  reportNow: Report;
  sent: SentAnswer[] = [];
  named: RunInput['people'] = PEOPLE;
  /** As a run has it that was begun by a version which knew no `web`. */
  web: RunInput['web'] | undefined = undefined;
  notify: RunInput['notify'] = { slack: null, webhook: null, email: { from: 'kiro@example.com', copyTo: null } };
  reviewedNow: ReviewedPerson[] = [];
  key: Record<string, string> | null = null;
  failure: Error | null = null;
  /** What the run says to an answer. */
  verdict: () => Sent = () => ({ accepted: true, notes: [] });
  /** How often the run was asked for its status. */
  asked = 0;

  constructor(asks = [asked('kiroProfileEnabled')]) {
    const view = viewOf(stateAt(asks), { ...input, people: PEOPLE }, RUN);
    this.shown = statusOf(view);
    this.reportNow = reportOf(view);
  }

  async status(): Promise<Status> {
    this.asked += 1;
    if (this.failure !== null) throw this.failure;
    return structuredClone(this.shown);
  }

  async report(): Promise<Report> {
    if (this.failure !== null) throw this.failure;
    return this.reportNow;
  }

  async settings(): Promise<PageSettings> {
    return { people: this.named, notify: this.notify, ...(this.web === undefined ? {} : { web: this.web }) };
  }

  async sealingKey(): Promise<Record<string, string> | null> {
    return this.key;
  }

  async reviewed(): Promise<ReviewedPerson[]> {
    return this.reviewedNow;
  }

  /** What else goes on for the connection. */
  othersNow: OtherRun[] = [];
  async others(): Promise<OtherRun[]> {
    return this.othersNow;
  }

  async answer(
    workflowId: string,
    message: MessageName,
    value: Record<string, unknown>,
    updateId: string,
  ): Promise<Sent> {
    if (this.failure instanceof RunError) throw this.failure;
    this.sent.push({ workflowId, message, value, updateId });
    return this.verdict();
  }
}

/** Bundled once for all tests of a process. */
let loaded: Promise<Assets> | null = null;

const newKey = (via: string): Promise<SigningKey> => {
  const jwk = JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
  return loadSigningKey({ env: { KIRO_SENDER_KEY: jwk }, stateDir: '', via });
};

/** A page with a run in it, and the keys that sign its links. */
export interface PageHouse {
  app: Hono;
  runs: FakeRuns;
  live: LiveRuns;
  sessions: Sessions;
  /** Signs links that the page trusts. */
  key: SigningKey;
  /** The requests, as the page logs them. */
  log: string[];
  /** Mails with new links. */
  mails: object[];
  /** A link's token. */
  link(more?: Partial<Pick<Link, 'person' | 'role' | 'workflowId'>> & { hours?: number }, now?: number): string;
  /** Somebody who has opened their link. */
  visitor(more?: Partial<Pick<Link, 'person' | 'role' | 'workflowId'>>): Promise<Visitor>;
  remove(): void;
}

/** A browser with a session. */
export interface Visitor {
  /** Address of the run's page. */
  home: string;
  cookie: string;
  /** What its forms carry. */
  form: string;
  get(path?: string): Promise<Response>;
  /** A form that is sent by the script, or without one. */
  post(fields: Record<string, string>, how?: { byScript?: boolean; path?: string }): Promise<Response>;
}

export async function pageHouse(runs = new FakeRuns(), publicUrl: string | null = null): Promise<PageHouse> {
  const stateDir = mkdtempSync(join(tmpdir(), 'page-'));
  const [key, pageKey] = await Promise.all([newKey('runbook'), newKey('page')]);
  const live = new LiveRuns(runs);
  const sessions = new Sessions(pageKey, stateDir);
  const log: string[] = [];
  const trusted = async () => [key, pageKey].map((one) => ({ key: one.key, via: one.via, people: ['*'] }));
  const mails: object[] = [];
  const assets = await (loaded ??= loadAssets());
  const newLinks = new NewLinks({
    ...{ runs, key: pageKey },
    openMail: () => ({ sendMail: async (mail: object) => void mails.push(mail), close: () => undefined }) as never,
    url: () => publicUrl ?? 'http://127.0.0.1:8090',
    log: (line) => void log.push(line),
  });
  const base = publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
  const app = pageApp({
    ...{ runs, live, sessions, trusted, publicUrl, base, newLinks, assets },
    mark: 'mark',
    log: (line) => void log.push(line),
  });
  const ANA = { workflowId: RUN, person: 'ana@example.com', role: 'kiro-admin', hours: 24 } as const;
  const link: PageHouse['link'] = (more = {}, now) => linkToken(key, 'kiro-link+jws', { ...ANA, ...more }, now);
  const visitor: PageHouse['visitor'] = async (more = {}) => {
    const response = await send(app, '/link', { method: 'POST', body: new URLSearchParams({ token: link(more) }) });
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const name = sessionName({ ...ANA, ...more });
    const session = sessions.read(cookie.replace(`${cookieName(name)}=`, ''), name);
    if (session === null) throw new Error('The link gave no session.');
    const home = `/run/${name}`;
    const form = sessions.formToken(session);
    return {
      ...{ home, cookie, form },
      get: (path = '') => send(app, `${home}${path}`, { headers: { cookie } }),
      post: (fields, { byScript = true, path = '/answer' } = {}) =>
        send(app, `${home}${path}`, {
          method: 'POST',
          headers: { cookie, ...(byScript ? { accept: 'application/json' } : {}) },
          body: new URLSearchParams({ form, ...fields }),
        }),
    };
  };
  const remove = () => rmSync(stateDir, { recursive: true, force: true });
  return { app, runs, live, sessions, key, log, mails, link, visitor, remove };
}

/** A request as a browser on this machine sends it. */
export const send = async (app: Hono, path: string, init: RequestInit = {}): Promise<Response> =>
  app.request(`http://127.0.0.1:8090${path}`, {
    ...init,
    headers: { host: '127.0.0.1:8090', ...(init.headers as Record<string, string>) },
  });
