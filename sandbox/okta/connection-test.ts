import { scim, ScimFailure } from './scim/client.js';

/** "Test API Credentials": null where the target answers, else what the console shows. */
export async function testConnection(baseUrl: string, token: string): Promise<string | null> {
  if (!/^https?:\/\/\S+[^/\s]$/.test(baseUrl)) return 'Base URL: Does not match required pattern';
  try {
    await scim({ baseUrl, token }, 'GET', 'ServiceProviderConfig');
    await scim({ baseUrl, token }, 'GET', 'Users?count=1');
    return null;
  } catch (error) {
    if (!(error instanceof ScimFailure)) throw error;
    const why = error.status === 401 ? 'Unauthorized' : error.detail;
    return `Error authenticating: ${why}. Verify that the Base URL and the API Token are correct.`;
  }
}
