import { expect, it } from 'vitest';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { readOrgUrl } from '../../activities/okta/okta-environment.js';
import { targetOfFlags } from '../../cli/sign-in/sign-in-run.js';
import { checkOrgUrl, isHttpsUrl } from '../../runbook/model/field-forms.js';
import { ownLinksOf } from '../../runbook/escape/own-links.js';
import { isLoopback, isSafeToSend } from '../../runbook/model/loopback.js';
import { Secret } from '../../runbook/secrets/secret.js';

const throwsNot = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

/** Everything that takes http on this machine and nowhere else. */
const TAKES: Record<string, (address: string) => boolean> = {
  'the rule itself': (address) => isSafeToSend(new URL(address)),
  'okta.orgUrl': (address) => 'value' in checkOrgUrl(address),
  OKTA_CLIENT_ORGURL: (address) => throwsNot(() => readOrgUrl(address)),
  'an address in the configuration': isHttpsUrl,
  '--issuer of test-sign-in': (address) => throwsNot(() => targetOfFlags({ issuer: address, clientId: '0oa1' }, null)),
  'the SCIM client with a token': (address) =>
    throwsNot(() => createScimClient({ endpoint: address, token: new Secret('t') })),
};

it.each(Object.entries(TAKES))('takes the same addresses everywhere: %s', (_, takes) => {
  const safe = [
    'https://x.example.com',
    'http://localhost:8080',
    'http://127.0.0.1:1',
    'http://127.0.0.53',
    'http://[::1]:1',
  ];
  const open = [
    'http://x.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
  ];
  expect(safe.filter((address) => !takes(address))).toEqual([]);
  expect(open.filter(takes)).toEqual([]);
});

it('links to an org on this machine, with its port or without', () => {
  for (const org of ['localhost:8080', '127.0.0.1', '127.0.0.53:9'])
    expect(ownLinksOf(org)(`http://${org}/admin/apps`), org).toBe(true);
  expect(ownLinksOf('127.0.0.1.example.com')('http://127.0.0.1.example.com/admin')).toBe(false);
});

it('knows this machine by its names alone', () => {
  expect(['localhost', '127.0.0.1', '127.255.0.9', '[::1]'].filter((host) => !isLoopback(host))).toEqual([]);
  expect(['', '::2', '[::2]', '128.0.0.1', '127.0.0.1.x', 'localhost.x', '127.0.0'].filter(isLoopback)).toEqual([]);
});
