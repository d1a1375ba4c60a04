/** A process of its own beside the embedded server. Arguments: the folder of the server's data, the server's mark. */
import { guard } from './guard.js';
import type { ProcessMark } from './process-mark.js';

const [, , dir = '', mark = ''] = process.argv;
await guard(dir, JSON.parse(mark) as ProcessMark);
