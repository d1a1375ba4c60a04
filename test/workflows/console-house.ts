import { INPUT_DEFAULTS } from '../../runbook/onboarding/input.js';
import type { PlayedSimulation } from './played-simulation.js';

/** The consoles of a sandbox, as the admins use them. */
export class ConsoleHouse {
  constructor(readonly simulation: PlayedSimulation) {}

  async kiro<T>(method: string, path: string, sent?: object): Promise<T> {
    const url = `${this.simulation.sandbox.info.kiro.consoleUrl}${path}`;
    const answer = await fetch(url, { method, body: JSON.stringify(sent) ?? null });
    return (await answer.json().catch(() => null)) as T;
  }

  async okta<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { orgUrl, token } = this.simulation.sandbox.info.okta;
    const answer = await fetch(`${orgUrl}${path}`, {
      method,
      headers: { authorization: `SSWS ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return JSON.parse((await answer.text()) || 'null') as T;
  }

  /** The path of the application with that label. */
  async app(label: string): Promise<string> {
    const apps = await this.okta<{ id: string; label: string }[]>('GET', '/api/v1/apps');
    return `/api/v1/apps/${apps.find((app) => app.label === label)?.id}`;
  }

  /** Unlink pushed group, Delete the group in the target app; remove the assignments. */
  async clearPushes(): Promise<void> {
    const app = await this.app(INPUT_DEFAULTS.okta.provisioningApplication);
    for (const { id } of await this.okta<{ id: string }[]>('GET', `${app}/group-push/mappings`)) {
      await this.okta('PATCH', `${app}/group-push/mappings/${id}`, { status: 'INACTIVE' });
      await this.okta('DELETE', `${app}/group-push/mappings/${id}?deleteTargetGroup=true`);
    }
    for (const { id } of await this.okta<{ id: string }[]>('GET', `${app}/groups`))
      await this.okta('DELETE', `${app}/groups/${id}`);
  }
}
