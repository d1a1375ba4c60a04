import { ApplicationFailure } from '@temporalio/common';
import { planRecord } from '../../activities/dns/publish/publishers.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Proof } from '../../runbook/model/proof.js';

/** What the worker would write to DNS; where that is left to a person, nothing. */
export async function planDnsRecord({ dns, domain }: OnboardingInput, env: NodeJS.ProcessEnv): Promise<Proof> {
  const nothing: Proof = { evidence: [], changes: [], warnings: [] };
  if (dns.publish === 'person') return nothing;
  try {
    return await planRecord({ dns, recordName: dns.recordName ?? domain }, env);
  } catch (error) {
    // Nothing is blocked: the run would ask the DNS admin instead.
    if (!(error instanceof ApplicationFailure)) throw error;
    return {
      ...nothing,
      warnings: [`dns.publish: ${dns.publish}. ${error.message} The DNS admin would be asked instead.`],
    };
  }
}
