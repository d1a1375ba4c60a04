import { existsSync } from 'node:fs';
import { defineSearchAttributeKey } from '@temporalio/common';
import protocol from '@temporalio/proto';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SEARCH_ATTRIBUTES } from '../../runbook/model/names.js';

const TYPES = { Keyword: 'KEYWORD', KeywordList: 'KEYWORD_LIST' } as const;

/** A real dev server on ports of its own; its program comes from the global set-up. */
export function startDevServer(extraArgs: string[] = []): Promise<TestWorkflowEnvironment> {
  const server = {
    executable: { type: 'existing-path', path: programOf('TEMPORAL_CLI_PATH') } as const,
    extraArgs,
    searchAttributes: Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) =>
      defineSearchAttributeKey(name, TYPES[type]),
    ),
  };
  return startedInTime(() => TestWorkflowEnvironment.createLocal({ server }));
}

/** The SDK gives a server five seconds to start, which are too few for a machine that is busy just then: up to three tries. */
export async function startedInTime<T>(start: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (tries === 1 || !String(error).includes('did not start within')) throw error;
    return startedInTime(start, tries - 1);
  }
}

const { IndexedValueType } = protocol.temporal.api.enums.v1;
const VALUE_TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
};

/**
 * For tests on a server that skips time: now and then that server stops skipping, whatever is asked of it. Each test has
 * one of its own, and another try with another one: soon, since a test takes a few seconds at most.
 */
export const SKIPPING = { retry: 1, timeout: 45_000 } as const;

/** A server that skips time; it has no list of workflows. */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const server = { executable: { type: 'existing-path', path: programOf('KIRO_TEST_SERVER_PATH') } as const };
  const env = await startedInTime(() => TestWorkflowEnvironment.createTimeSkipping({ server }));
  const searchAttributes = Object.fromEntries(
    Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, VALUE_TYPES[type]]),
  );
  await env.connection.operatorService.addSearchAttributes({ searchAttributes });
  return env;
}

/** Where the dev server listens that the files of a test run share; the global set-up has started it. */
export const devServerAddress = (): string => process.env['KIRO_TEST_DEV_SERVER'] ?? 'none';

/** That dev server; tearing it down ends only the connection. */
export function sharedDevServer(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createFromExistingServer({ address: devServerAddress() });
}

/** The same client, which waits two seconds at most where the product waits longer for a worker. */
export function hasty(client: Client): Client {
  const withDeadline: Client['withDeadline'] = (deadline, call) =>
    client.withDeadline(Math.min(Number(deadline), Date.now() + 2_000), call);
  return Object.assign(Object.create(client) as Client, { withDeadline });
}

function programOf(variable: string): string {
  const path = process.env[variable];
  // Where no server is meant to be, it is set to something that is no program (no-servers.ts).
  if (path === undefined || !existsSync(path))
    throw new Error(`${variable} is ${path}: name a test that needs Temporal *.server.test.ts (vitest.config.ts).`);
  return path;
}
