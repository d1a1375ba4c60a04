import { htmlClass, isWebAddress } from '../../runbook/escape/html-text.js';
import type { Report } from '../../runbook/words/report.js';
import { Plain } from './layout.js';
import { shown } from './prose.js';

/** What is not as it is meant to be, and what to do about it; the script adds a search. */
export function Findings({ report, home }: { report: Report; home: string }) {
  const { findings } = report;
  const back = (
    <p>
      <a href={home}>Back to the run</a>
    </p>
  );
  if (findings.length === 0)
    return (
      <Plain heading="No findings">
        <p>Nothing was found that is not as it is meant to be.</p>
        {back}
      </Plain>
    );
  return (
    <>
      <h1>Findings</h1>
      {back}
      <p class="soft">
        At most 200 are shown here; the report on the worker's disk has all of them. What each means stands beside it.
      </p>
      <div class="wide" data-filter="findings">
        <table class="rows">
          <caption class="unseen">Findings</caption>
          <thead>
            <tr>
              <th scope="col">Weight</th>
              <th scope="col">What was found</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ severity, problem, fix, url, step }) => (
              <tr class={htmlClass(severity)}>
                <td>{severity}</td>
                <td>
                  {shown(problem)} <span class="soft">{step}</span>
                </td>
                <td>
                  {shown(fix)}{' '}
                  {isWebAddress(url) ? (
                    <a href={url} target="_blank" rel="noreferrer">
                      Open it
                    </a>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
