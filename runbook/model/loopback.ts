import { urlOf } from './url-of.js';

/** Whether a host is this machine, written as in `URL.hostname`: `localhost`, `127.0.0.1` and its neighbours, `[::1]`. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/** Whether a host is this machine, with a port or without one, as a header or an id has it. */
export function isLoopbackHost(host: string): boolean {
  const url = urlOf(`http://${host}`);
  return url !== null && isLoopback(url.hostname);
}

/** Whether nobody on the way can read what is sent to an address: https, or http that stays on this machine. */
export const isSafeToSend = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
