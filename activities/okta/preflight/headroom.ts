import { warning } from '../errors.js';
import { bucketOf } from '../rate-limits.js';
import type { Check } from './facts.js';

/** Buckets that grow with the configuration, each by one of its paths. */
const APPS = '/api/v1/apps/0oa';
const GROUPS = '/api/v1/groups/00g';

/** A look-up, a write and a read-back for each assignment and push, in the bucket of single applications. */
const CALLS_AN_OBJECT = 3;
/** Members are read in pages of this many, some three times a run. */
const [PAGE, READINGS] = [200, 3];

/** The calls that the run will make against what the answers so far say is left: it waits where that is not enough. */
export const headroom: Check = ({ okta, input }, { signIn, provision, pushed, people }) => {
  const objects = [signIn, provision].flatMap(({ groups, users }) => [...groups, ...users]).length + pushed.length;
  const pages = Math.ceil((people.signIn.length + people.provision.length) / PAGE) * READINGS;
  return [
    { path: APPS, calls: objects * CALLS_AN_OBJECT + pages },
    { path: GROUPS, calls: pages },
  ].flatMap(({ path, calls }) => {
    const seen = okta.client.limits.of(path);
    if (seen === null) return [];
    const free = Math.max(0, Math.floor(seen.remaining - seen.limit * input.okta.rateLimitReserve));
    if (calls <= free) return [];
    return [
      warning(
        `About ${calls} calls in the rate-limit bucket ${bucketOf(path)} are ahead, and ${free} of ${seen.limit} a ` +
          `minute are free beside the reserve of ${Math.round(input.okta.rateLimitReserve * 100)} %.`,
        'The run waits for the resets by itself; start it at a quieter time if that is too slow.',
      ),
    ];
  });
};
