import { writeFile } from 'node:fs/promises';
import { jsonSchema } from './json-schema.js';

// `npx tsx config/write-json-schema.ts` after a change to schema.ts.
await writeFile(new URL('../onboarding.schema.json', import.meta.url), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
