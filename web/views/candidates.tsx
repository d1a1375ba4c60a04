import { isWebAddress } from '../../runbook/escape/html-text.js';
import type { Waiting } from '../../runbook/words/status.js';
import type { Typed } from './fields.js';
import { shown } from './prose.js';

interface CandidatesProps {
  candidates: Waiting['candidates'];
  prefix: string;
  typed: Typed | null;
}

/** Namesakes side by side, each with what adopting it would change; or another name for a new one. */
export function Candidates({ candidates, prefix, typed }: CandidatesProps) {
  const problem = typed?.problem ?? '';
  return (
    <fieldset class="field" data-candidates>
      <legend>Which one is meant?</legend>
      <div class="cards">
        {candidates.map(({ id, name, url, changes, barrier }) => (
          <div class="card">
            <label class="choice">
              <input type="radio" name="choice" value={`adopt ${id}`} required disabled={barrier !== undefined} />
              <strong>Adopt “{shown(name)}”</strong>
            </label>
            <p class="soft">
              {isWebAddress(url) ? (
                <a href={url} target="_blank" rel="noreferrer">
                  {shown(id)}
                </a>
              ) : (
                shown(id)
              )}
            </p>
            {barrier !== undefined ? (
              <p>It cannot be adopted: {shown(barrier)}.</p>
            ) : changes === undefined ? (
              <p class="soft">What adopting it changes is not known.</p>
            ) : changes.length === 0 ? (
              <p>Adopting it changes nothing in it.</p>
            ) : (
              <>
                <p>Adopting it changes:</p>
                <dl class="changes">
                  {changes.map(({ path, from, to }) => (
                    <>
                      <dt>{shown(path)}</dt>
                      <dd>
                        <del>{shown(from)}</del> <ins>{shown(to)}</ins>
                      </dd>
                    </>
                  ))}
                </dl>
              </>
            )}
          </div>
        ))}
        <div class="card">
          <label class="choice">
            <input type="radio" name="choice" value="create" required />
            <strong>Create a new one</strong>
          </label>
          <label for={`${prefix}-name`}>Under the name</label>
          <input id={`${prefix}-name`} name="name" type="text" autocomplete="off" value={typed?.values['name'] ?? ''} />
        </div>
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
    </fieldset>
  );
}
