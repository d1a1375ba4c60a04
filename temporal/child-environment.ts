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

/** Settings of pip that say where packages are, and how to get there. */
const PIP_NETWORK =
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS|PROXY|CERT|CLIENT_CERT|TRUSTED_HOST|TIMEOUT|DEFAULT_TIMEOUT|KEYRING_PROVIDER|CONFIG_FILE|CACHE_DIR|NO_CACHE_DIR|USE_FEATURE)$/i;

/**
 * The same for pip, which is to fetch one file with a hash of our own into a folder of our own: what its user has set for
 * installing (a virtual environment, hashes, constraints, a target) is not for that, in the environment or in pip.conf.
 */
export function pipEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isGiven = (name: string): boolean => !/^PIP_/i.test(name) || PIP_NETWORK.test(name);
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => isGiven(name)));
  return { ...kept, PIP_REQUIRE_VIRTUALENV: '0', PIP_REQUIRE_HASHES: '0' };
}
