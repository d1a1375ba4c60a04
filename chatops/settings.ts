import { Secret } from '../runbook/secrets/secret.js';

/** How the Slack app is reached by Slack: over a socket that it opens itself, or by signed HTTP requests. */
export type Way =
  { kind: 'socket'; appToken: Secret } | { kind: 'http'; signingSecret: Secret; host: string; port: number };

export interface SlackSettings {
  botToken: Secret;
  /** Another address of Slack's Web API, such as GovSlack's. */
  apiUrl: Secret | null;
  way: Way;
}

const GUIDE = 'docs/slack.md says where to find it.';

/** Tokens come from the environment alone; the first that is missing or cannot be one is a problem in a sentence. */
export function slackSettings(
  env: NodeJS.ProcessEnv,
  http: { host: string; port: number } | null,
): SlackSettings | { problem: string } {
  const botToken = env['SLACK_BOT_TOKEN'] ?? '';
  if (!botToken.startsWith('xoxb-'))
    return missing('SLACK_BOT_TOKEN', botToken, 'the bot token, which begins with xoxb-');
  const apiUrl = env['SLACK_API_URL']?.trim() ?? '';
  const shared = { botToken: new Secret(botToken), apiUrl: apiUrl === '' ? null : new Secret(apiUrl) };
  if (http !== null) {
    const signingSecret = env['SLACK_SIGNING_SECRET'] ?? '';
    if (signingSecret === '') return missing('SLACK_SIGNING_SECRET', signingSecret, 'the signing secret, for HTTP');
    return { ...shared, way: { kind: 'http', signingSecret: new Secret(signingSecret), ...http } };
  }
  const appToken = env['SLACK_APP_TOKEN'] ?? '';
  if (!appToken.startsWith('xapp-'))
    return missing('SLACK_APP_TOKEN', appToken, 'the app-level token for Socket Mode, which begins with xapp-');
  return { ...shared, way: { kind: 'socket', appToken: new Secret(appToken) } };
}

const missing = (name: string, given: string, what: string): { problem: string } => ({
  problem: `${name} is ${given === '' ? 'not set' : 'not right'}: set it to ${what}. ${GUIDE}`,
});
