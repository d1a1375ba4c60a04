export { connectOktaToKiro } from './onboarding/index.js';
