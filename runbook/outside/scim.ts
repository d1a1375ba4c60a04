import type { Proof } from '../model/proof.js';
import type { Task } from './task.js';

export interface ScimTask extends Task {
  endpoint: string;
  /** Compact JWE, opened only inside the activity; null where no token was given. */
  sealedToken: string | null;
}

export interface ScimActivities {
  /** `ServiceProviderConfig` and `Users?count=1`. Without a token only that the endpoint answers. */
  checkScimAccess(task: ScimTask): Promise<Proof>;
}
