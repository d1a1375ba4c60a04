export { connectOktaToKiro } from './onboarding/index.js';
export { kiroConnection } from './connection/index.js';
