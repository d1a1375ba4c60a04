import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Manifest {
  features: { slash_commands: { command: string }[]; app_home?: { messages_tab_enabled: boolean } };
  oauth_config: { scopes: { bot: string[] } };
  settings: { interactivity: { is_enabled: boolean }; socket_mode_enabled: boolean };
}

/** The app as the set-up page installs it. */
export const manifest = parse(
  readFileSync(new URL('../../../docs/slack-app.yaml', import.meta.url), 'utf8'),
) as Manifest;

/** What the local Slack lets the app do: no more than the manifest asks for. */
export const granted = manifest.oauth_config.scopes.bot;

/** Whether the app has a place for direct messages; without it Slack takes none. */
export const hasMessagesTab = manifest.features.app_home?.messages_tab_enabled === true;
