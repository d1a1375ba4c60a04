import { describe, expect, it } from 'vitest';
import { REVOKE_ADVICE } from '../../runbook/messages/form.js';
import { UNUSUAL_FIX } from '../../runbook/onboarding/verification-record.js';
import { aboutOf, answerNamed, buttonOf, choiceWords, onPage } from '../../runbook/words/page-words.js';
import { readerOn } from '../../web/views/reader.js';

describe('The words of the page', () => {
  it('say at each step what its button does', () => {
    expect(buttonOf('stepDone', 'authorization-server')).toBe('It is done: look again');
    expect(buttonOf('stepDone', 'decide')).toBe('End the review');
    expect(aboutOf('stepDone', 'decide')).toContain('People without a decision keep their access');
    expect(buttonOf('stepDone', 'pilot-sign-in')).toBe('A model has answered');
  });

  it('promise no repair that a person has to do', () => {
    expect(choiceWords('repair', 'provisioning-features')).toContain('let the runbook correct it');
    for (const step of ['subscription-review', 'compare'])
      expect(choiceWords('repair', step)).toContain('it was put right in Kiro');
  });

  it('say that a step in trouble is skipped where that is accepted', () => {
    expect(choiceWords('accept', 'scopes')).toBe('Accept: go on, and skip this step');
    for (const step of ['old-seats', 'subscription-review', 'compare'])
      expect(choiceWords('accept', step)).toBe('Accept: go on as it is');
  });

  it('say what an answer said that was not taken', () => {
    expect(answerNamed('dnsRecordPublished')).toBe('“The TXT record is published”');
    for (const name of ['constructor', 'hello']) expect(answerNamed(name)).toBe(name);
  });

  it('send a new token into its own field, and no other', () => {
    const said = onPage(REVOKE_ADVICE, readerOn({ role: 'kiro-admin' }));
    expect(said).toBe(
      'Revoke that token in the Kiro console (Settings, Identity Management, Access Tokens), and make another. ' +
        'Give it only where “SCIM token” is asked for: that field seals it before it leaves your browser.',
    );
  });

  it('have a step done again by those who may', () => {
    expect(onPage(UNUSUAL_FIX, readerOn({ role: 'dns-admin' }))).toContain(
      'ask the Okta admin or the person who runs this to have it done again',
    );
    expect(onPage(UNUSUAL_FIX, readerOn({ role: 'okta-admin' }))).toContain('have the step done again below');
  });
});
