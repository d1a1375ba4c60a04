export { connectOktaToKiro } from './onboarding/index.js';
export { rotateScimToken } from './rotate/index.js';
export { kiroConnection } from './connection/index.js';
export { reprovisionKiro } from './reprovision/index.js';
export { offboardUser } from './offboard/index.js';
export { reviewAccess } from './review-access/index.js';
export { auditConnection } from './audit/index.js';
