// A list by drop, by file or pasted: what was understood of it stands there before it is sent.

type Preview =
  | { csv: string; notes: string[]; first: { user: string; status: string; tier: string }[]; count: number }
  | { problem: string };

/** How long nothing is typed before it is looked at. Milliseconds. */
const STILL_MS = 400;
/** As the Update takes it. Bytes. */
const MAX_LIST = 1_000_000;

/** A file that is dropped beside its place would be opened by the browser instead of the page. */
export function keepFromFiles(): void {
  for (const type of ['dragover', 'drop'] as const)
    document.addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    });
}

export function wireList(form: HTMLFormElement, place: HTMLElement): void {
  const text = place.querySelector('textarea');
  const out = place.querySelector<HTMLElement>('[data-preview]');
  if (text === null || out === null) return;
  const file = document.createElement('input');
  file.type = 'file';
  file.accept = '.csv,.tsv,.txt,.json,text/*';
  file.id = `${text.id}-file`;
  const label = document.createElement('label');
  label.htmlFor = file.id;
  label.textContent = 'Choose the file, drop it here, or paste the rows below';
  place.prepend(label, file);

  let round = 0;
  const look = async (content: Blob, isFile: boolean): Promise<void> => {
    round += 1;
    const mine = round;
    if (content.size === 0) return out.replaceChildren();
    if (content.size > MAX_LIST)
      return show(out, {
        problem: 'The list is longer than 1 MB. Give the file to the person who runs this, who can send it in parts.',
      });
    const preview = await ask(form, content);
    if (mine !== round) return;
    if (isFile && 'csv' in preview) {
      text.value = preview.csv;
      form.dataset['touched'] = 'yes';
    }
    show(out, preview);
  };
  let timer = 0;
  text.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(new Blob([text.value]), false), STILL_MS);
  });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) void look(chosen, true);
  });
  place.addEventListener('dragover', (event) => {
    event.preventDefault();
    place.classList.add('over');
  });
  place.addEventListener('dragleave', () => place.classList.remove('over'));
  place.addEventListener('drop', (event) => {
    event.preventDefault();
    place.classList.remove('over');
    const [dropped] = event.dataTransfer?.files ?? [];
    if (dropped !== undefined) void look(dropped, true);
  });
}

async function ask(form: HTMLFormElement, content: Blob): Promise<Preview> {
  const token = form.querySelector<HTMLInputElement>('[name=form]')?.value ?? '';
  try {
    const response = await fetch(`${document.body.dataset['home'] ?? ''}/list`, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-form': token, 'content-type': 'application/octet-stream' },
      body: content,
    });
    const said = (await response.json()) as Preview & { reason?: string };
    return said.reason === undefined ? said : { problem: said.reason };
  } catch {
    return { problem: 'The list could not be looked at: this page does not answer. Try it again.' };
  }
}

function show(out: HTMLElement, preview: Preview): void {
  out.replaceChildren();
  if ('problem' in preview) return out.append(line('p', preview.problem, 'problem'));
  const [understood = '', ...doubts] = preview.notes;
  out.append(line('p', understood, 'hint'));
  for (const doubt of doubts) out.append(line('p', doubt, 'notice odd'));
  if (preview.first.length === 0) return;
  const table = document.createElement('table');
  const more =
    preview.count > preview.first.length ? `The first ${preview.first.length} of ${preview.count}` : 'As it was read';
  table.append(line('caption', more));
  const head = table.createTHead().insertRow();
  for (const title of ['Person', 'Status', 'Plan']) {
    const cell = line('th', title);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { user, status, tier } of preview.first)
    body.insertRow().append(line('td', user), line('td', status), line('td', tier));
  const wide = document.createElement('div');
  wide.className = 'wide';
  wide.append(table);
  out.append(wide);
}

function line(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}
