/** The sandbox, and sign-ins that come back to this machine. */
const NEVER = ['localhost', '127.0.0.1', '::1'];

/**
 * Send what Node's own `fetch` sends through the proxy of the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY), as the
 * Okta SDK does by itself.
 */
export async function useProxy(env: NodeJS.ProcessEnv): Promise<void> {
  const of = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const [httpsProxy, httpProxy] = [of('HTTPS_PROXY'), of('HTTP_PROXY')];
  if (httpsProxy === '' && httpProxy === '') return;
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici');
  const noProxy = [of('NO_PROXY'), ...NEVER].filter((host) => host !== '').join(',');
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy }));
}
