export { connectOktaToKiro } from './onboarding.js';
