/** `/console/assets/console.js`: copies, says where the eye should go, and looks again while something is under way. */
export const CONSOLE_SCRIPT = `'use strict';
const announce = document.getElementById('announce');

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  const label = button.firstElementChild;
  const before = label.textContent;
  label.textContent = 'Copied';
  announce.textContent = 'Copied';
  setTimeout(() => {
    label.textContent = before === 'Copied' ? 'Copy' : before;
    announce.textContent = '';
  }, 2000);
}

for (const button of document.querySelectorAll('[data-copy]'))
  button.addEventListener('click', () => void copy(button));

// What a form led to is read first; the page stays at the part that the address names.
const first = document.querySelector('[data-focus]');
if (first !== null) first.focus({ preventScroll: location.hash !== '' });

// A reload, or a bookmark, does not ask for a notice that was shown.
const address = new URL(location.href);
if (address.searchParams.has('said')) {
  address.searchParams.delete('said');
  history.replaceState(null, '', address);
}

const seconds = Number(document.body.dataset.refresh);
let isTouched = false;
// Who is about to fill in something keeps the page as it is.
for (const event of ['input', 'focusin'])
  document.addEventListener(event, ({ target }) => (isTouched ||= target.matches('input, select, textarea')));
if (seconds > 0)
  setTimeout(() => {
    const isSecret = document.querySelector('.notice .copyable') !== null;
    if (!isTouched && !isSecret) location.reload();
  }, seconds * 1000);
`;
