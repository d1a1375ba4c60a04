export { loadSealingKeys, publicJwk, type SealingKeys } from './keys.js';
export { CannotOpen, openToken } from './open.js';
export { sealToken } from './seal.js';
