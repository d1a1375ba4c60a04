import type { Page } from 'playwright-core';

/** What the server answers to the dialog. */
interface Answer {
  outcome?: { failure?: { message?: string } };
}

/** Temporal's own dialog: More Actions, Send an Update. Gives the refusal as the dialog shows it, null when it was taken. */
export async function sendUpdate(page: Page, name: string, data: object): Promise<string | null> {
  // The page holds its buttons twice, for wide and narrow windows.
  await page.locator('button[aria-controls="workflow-actions"]:visible').click();
  await page.locator('[data-testid="update-button"]:visible').click();
  const dialog = page.locator('#update-confirmation-modal:visible');
  await dialog.getByTestId('update-select-button').click();
  await dialog.getByRole('option', { name: new RegExp(`^${name}\\b`) }).click();
  await dialog.locator('.cm-content').click();
  await page.keyboard.insertText(JSON.stringify(data));
  // The editor lays its text out anew when it is left, and moves the button away from below the mouse.
  await dialog.getByTestId('update-id').click();
  await dialog
    .locator('.cm-line')
    .nth(Object.keys(data).length === 0 ? 0 : 1)
    .waitFor();
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === 'POST' && one.url().includes(`/update/${name}`)),
    dialog.getByTestId('confirm-modal-button').click(),
  ]);
  const message = ((await response.json()) as Answer).outcome?.failure?.message;
  if (message === undefined) return null;
  await dialog.getByText(message).waitFor();
  return message;
}
