import { writeFile } from 'node:fs/promises';
import { jsonSchema } from './json-schema.js';

// After a change to schema.ts, sections.ts or dns-section.ts: npx tsx config/write-json-schema.ts && npx prettier --write onboarding.schema.json
await writeFile(new URL('../onboarding.schema.json', import.meta.url), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
