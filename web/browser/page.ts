/** The script of every page. Without it the pages work, too: by forms that are sent and pages that come back. */
import { wireCopies, wireFilters, localTimes } from './reading.js';
import { wireForms } from './forms.js';
import { keepFromFiles } from './lists.js';
import { followRun } from './follow.js';
import { wireReview } from './review.js';

/** What is drawn anew is wired anew. */
function wire(root: ParentNode): void {
  localTimes(root);
  wireCopies(root);
  wireFilters(root);
  wireForms(root);
  wireReview(root);
}

wire(document);
keepFromFiles();
const { home = '', live = '' } = document.body.dataset;
if (live === 'yes') followRun(home, wire);
