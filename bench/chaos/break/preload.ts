// Loaded into the workers of a control run before the product: replaces a few lines of it in memory.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CONTROL_NAMES, controlNamed, type Edit } from './controls.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const name = CONTROL_NAMES.find((known) => known === process.env['CHAOS_BREAK']);
if (name === undefined) throw new Error(`CHAOS_BREAK is to be one of ${CONTROL_NAMES.join(', ')}`);
const { edits } = controlNamed(name);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const file = url.startsWith('file:') ? fileURLToPath(url).replace(ROOT, '') : '';
    const mine = edits.filter((edit) => edit.file === file);
    if (mine.length === 0) return loaded;
    const source = readFileSync(fileURLToPath(url), 'utf8');
    return { ...loaded, source: mine.reduce(edited, source) };
  },
});

function edited(source: string, { file, text, by }: Edit): string {
  if (source.split(text).length !== 2) throw new Error(`nothing to break in ${file}: ${text}`);
  return source.replace(text, () => by);
}
