// The review of access: choose for all that are shown at once.

export function wireReview(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-review]')) {
    const bar = document.createElement('p');
    bar.className = 'bar';
    for (const [value, text] of [
      ['keep', 'Keep all that are shown'],
      ['remove', 'Remove all that are shown'],
    ] as const) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'small';
      button.textContent = text;
      button.addEventListener('click', () => {
        for (const radio of form.querySelectorAll<HTMLInputElement>(`input[type=radio][value=${value}]`))
          radio.checked = true;
        form.dataset['touched'] = 'yes';
      });
      bar.append(button);
    }
    form.prepend(bar);
    form.addEventListener('input', () => (form.dataset['touched'] = 'yes'));
    form.addEventListener('submit', () => delete form.dataset['touched']);
  }
  // Decisions that were chosen and not sent are not lost without a word.
  addEventListener('beforeunload', (event) => {
    if (document.querySelector('form[data-review][data-touched]') !== null) event.preventDefault();
  });
}
