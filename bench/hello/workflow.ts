import { proxyActivities } from '@temporalio/workflow';

const { hello } = proxyActivities<{ hello(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

export async function helloWorld(): Promise<void> {
  await hello();
}
