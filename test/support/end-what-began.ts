import { afterAll, afterEach, beforeEach } from 'vitest';
import { isOver, testBegins } from './after-test.js';

/** Set-up of every file (vitest.config.ts): what tests began with `afterTest` comes to its end. */
beforeEach(() => testBegins());
afterEach(() => isOver('test'));
afterAll(() => isOver('file'));
