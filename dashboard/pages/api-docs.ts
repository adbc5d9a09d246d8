import type { Endpoint } from '../api/endpoint.ts';
import { openApi } from '../api/openapi.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { AnyPage, Page } from '../page.ts';
import { type Column, table, tableRow } from '../parts/table.ts';
import { isRecord } from '../troupe-facts.ts';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly told: Json;
}

interface Docs {
  readonly operations: readonly Operation[];
  readonly schemas: Json;
}

/** The API as its OpenAPI document tells of it. */
export const apiDocsPage = (endpoints: readonly Endpoint[]): AnyPage => {
  let docs: Docs | undefined;
  const page: Page<Docs> = {
    path: '/api/docs',
    needs: 'trade:read',
    topic: 'api-docs',
    isStill: true,
    title: () => 'API',
    load: async () => (docs ??= docsOf(openApi(endpoints) as unknown as Json)),
    render: ({ operations, schemas }) =>
      html`<div class="page-head">
          <div>
            <h1>API</h1>
            <p class="lead">
              REST under <code>/api/v1</code>, as <a href="/api/v1/openapi.json">OpenAPI 3.1</a>; live by WebSocket at
              <code>/ws</code>.
            </p>
          </div>
        </div>
        ${tagsOf(operations).map((tag) => tagSection(tag, operations))}
        <section class="panel" aria-labelledby="schemas">
          <h2 id="schemas">Shapes</h2>
          ${Object.entries(schemas).map(([name, schema]) => shapeBlock(name, schema))}
        </section>`,
  };
  return page as unknown as AnyPage;
};

const docsOf = (document: Json): Docs => {
  const operations = Object.entries(recordIn(document, 'paths')).flatMap(([path, methods]) =>
    Object.entries(isRecord(methods) ? methods : {}).flatMap(([method, told]) =>
      isRecord(told)
        ? [{ method: method.toUpperCase(), path, told, id: textIn(told, 'operationId'), tag: firstOf(told['tags']) }]
        : [],
    ),
  );
  return { operations, schemas: recordIn(recordIn(document, 'components'), 'schemas') };
};

const tagsOf = (operations: readonly Operation[]): readonly string[] => [...new Set(operations.map(({ tag }) => tag))];

const tagSection = (tag: string, operations: readonly Operation[]): Html => {
  const id = domId('tag', tag);
  return html`<section class="panel" aria-labelledby="${id}">
    <h2 id="${id}">${tag}</h2>
    ${operations.filter((one) => one.tag === tag).map(operationBlock)}
  </section>`;
};

const operationBlock = ({ method, path, id, told }: Operation): Html => {
  const body = contentOf(recordIn(told, 'requestBody'));
  const [status, answer] = Object.entries(recordIn(told, 'responses')).find(([code]) => code.startsWith('2')) ?? [];
  return html`<details id="${id}">
    <summary><code>${method} ${path}</code> ${textIn(told, 'summary')}</summary>
    <p>${textIn(told, 'description').replaceAll('`', '')}</p>
    ${parameterTable(id, told['parameters'])}
    ${
      body === undefined
        ? NOTHING
        : html`<h3>Body</h3>
            ${schemaBlock(body['schema'])}${exampleBlock(body['example'])}`
    }
    <h3>Answer ${status ?? ''}</h3>
    ${schemaBlock(contentOf(isRecord(answer) ? answer : {})?.['schema'])}
  </details>`;
};

const COLUMNS: readonly Column<Json>[] = [
  { key: 'name', label: 'Name', head: true, cell: (row) => textIn(row, 'name') },
  { key: 'in', label: 'In', cell: (row) => textIn(row, 'in') },
  { key: 'required', label: 'Required', cell: (row) => (row['required'] === true ? 'yes' : 'no') },
  { key: 'schema', label: 'Shape', cell: (row) => html`<code>${JSON.stringify(row['schema'] ?? {})}</code>` },
];

const parameterTable = (id: string, parameters: unknown): Html => {
  const rows = (Array.isArray(parameters) ? parameters : []).filter(isRecord);
  if (rows.length === 0) return NOTHING;
  const shown = rows.map((row) => tableRow(COLUMNS, row));
  return table({ id: `${id}-parameters`, caption: 'Parameters', columns: COLUMNS, rows: shown });
};

const schemaBlock = (schema: unknown): Html => {
  const named = isRecord(schema) ? /^#\/components\/schemas\/(.+)$/.exec(textIn(schema, '$ref'))?.[1] : undefined;
  return named === undefined
    ? html`<pre tabindex="0"><code>${JSON.stringify(schema ?? {}, null, 1)}</code></pre>`
    : html`<p><a href="#${domId('shape', named)}">${named}</a></p>`;
};

const exampleBlock = (example: unknown): Html =>
  example === undefined ? NOTHING : html`<p>For example <code>${JSON.stringify(example)}</code></p>`;

const shapeBlock = (name: string, schema: unknown): Html =>
  html`<details id="${domId('shape', name)}">
    <summary>${name}</summary>
    ${schemaBlock(schema)}
  </details>`;

const contentOf = (part: Json): Json | undefined => {
  const json = recordIn(part, 'content')['application/json'];
  return isRecord(json) ? json : undefined;
};

const recordIn = (of: Json, name: string): Json => {
  const value = of[name];
  return isRecord(value) ? value : {};
};
const textIn = (of: Json, name: string): string => {
  const value = of[name];
  return typeof value === 'string' ? value : '';
};
const firstOf = (value: unknown): string => (Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '');
