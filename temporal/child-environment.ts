/** What any program may need to run: where things are, and in which language it speaks. */
const PLACES = /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TMP|TEMP|LANG|LANGUAGE|TZ|LC_.*|XDG_.*)$/;
/** What a program needs to fetch something as its user has set it up: proxies, certificates, pip's own settings. */
const NETWORK =
  /^((HTTP|HTTPS|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NETRC|PIP_.*|PYTHON.*|VIRTUAL_ENV)$/i;

/**
 * The environment for a program that a command starts. It inherits no credentials: neither it nor what it loads has a use for
 * them. `needs` says whether it fetches something.
 */
export function childEnvironment(env: NodeJS.ProcessEnv, needs: 'nothing' | 'network' = 'nothing'): NodeJS.ProcessEnv {
  const isGiven = (name: string): boolean => PLACES.test(name) || (needs === 'network' && NETWORK.test(name));
  return Object.fromEntries(Object.entries(env).filter(([name]) => isGiven(name)));
}
