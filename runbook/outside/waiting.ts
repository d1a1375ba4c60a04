/**
 * Name in the details of an activity's heartbeats: a sentence on what it waits for in the middle of its work, such as the
 * reset of a rate limit; null where for nothing.
 */
export const WAITING = 'waiting';
