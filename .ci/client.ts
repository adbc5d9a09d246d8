// npm run client: writes dashboard/client/ anew, the typed client of the API, from the OpenAPI document that the endpoints make today.
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { apiEndpoints } from '../dashboard/api/endpoints.ts';
import { openApi } from '../dashboard/api/openapi.ts';
import { systemClock } from '../runtime/clock.ts';

export const CLIENT = fileURLToPath(new URL('../dashboard/client', import.meta.url));

/** The client is checked where it is used: what it is generated from knows nothing of this project's strictest settings. */
const HEADER = ['// Written by `npm run client`; do not edit.', '// @ts-nocheck'];

/** Writes the client into a folder, which is emptied first. */
export async function writeClient(folder: string): Promise<void> {
  const document = JSON.parse(JSON.stringify(openApi(apiEndpoints({ clock: systemClock() })))) as Record<
    string,
    unknown
  >;
  await createClient({
    input: document,
    output: { path: folder, clean: true, module: { extension: '.ts' }, header: HEADER },
    logs: { level: 'silent' },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeClient(CLIENT);
