// A1. One script and one style sheet, each at an address made of its content, so they may be kept for ever.
// A2. Own listeners stand before htmx, which asks them at once; its extensions stand after it, in the same file.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Context, Middleware, Next } from 'koa';
import { DashboardError } from '../problem.ts';

export interface Assets {
  readonly script: string;
  readonly style: string;
  readonly icon: string;
  readonly serve: Middleware;
}

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly brotli: Buffer;
  readonly gzip: Buffer;
}

const own = (name: string): string => fileURLToPath(new URL(`../assets/${name}`, import.meta.url));
const require = createRequire(import.meta.url);
/** A file of an npm package, also where the package exports less than that. */
const vendor = (packageName: string, path: string): string => {
  const folders = require.resolve.paths(packageName) ?? [];
  const file = folders.map((folder) => `${folder}/${packageName}/${path}`).find((candidate) => existsSync(candidate));
  if (file === undefined)
    throw new DashboardError('ASSET_MISSING', `${packageName}/${path} is not installed: run npm ci`);
  return file;
};

const SCRIPT = (): readonly string[] => [
  own('live.js'),
  own('dialogs.js'),
  own('keys.js'),
  own('shards.js'),
  vendor('htmx.org', 'dist/htmx.min.js'),
  vendor('htmx.org', 'dist/ext/hx-sse.min.js'),
  own('morph.js'),
  vendor('lightweight-charts', 'dist/lightweight-charts.standalone.production.js'),
  vendor('uplot', 'dist/uPlot.iife.min.js'),
  own('chart-tools.js'),
  own('chart-candles.js'),
  own('chart-lines.js'),
  own('charts.js'),
];
const STYLE = (): readonly string[] => [
  own('tokens.css'),
  vendor('uplot', 'dist/uPlot.min.css'),
  own('base.css'),
  own('shell.css'),
  own('layout.css'),
  own('controls.css'),
  own('panels.css'),
  own('details.css'),
  own('charts.css'),
  own('tree.css'),
  own('cluster.css'),
  own('risk.css'),
  own('copy.css'),
  own('people.css'),
  own('backtest.css'),
  own('overlays.css'),
  own('tables.css'),
  own('cards.css'),
  own('forms.css'),
  own('report.css'),
];

/** Reads and joins the files once. */
export const loadAssets = async (): Promise<Assets> => {
  const files = new Map<string, Asset>();
  const add = (name: string, extension: string, type: string, text: string): string => {
    const body = Buffer.from(text);
    const path = `/assets/${name}-${createHash('sha256').update(body).digest('hex').slice(0, 16)}.${extension}`;
    files.set(path, {
      type,
      body,
      brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
      gzip: gzipSync(body),
    });
    return path;
  };
  const joined = async (paths: readonly string[], mark: (text: string, path: string) => string): Promise<string> =>
    (await Promise.all(paths.map(async (path) => mark(await readFile(path, 'utf8'), path)))).join('\n');

  const script = add(
    'troupe',
    'js',
    'text/javascript; charset=utf-8',
    await joined(SCRIPT(), (text) => `${withoutMap(text)}\n;`),
  );
  const style = add(
    'troupe',
    'css',
    'text/css; charset=utf-8',
    await joined(STYLE(), (text, path) => (path.endsWith('uPlot.min.css') ? `@layer vendor {\n${text}\n}` : text)),
  );
  const icon = add('icon', 'svg', 'image/svg+xml', await readFile(own('icon.svg'), 'utf8'));

  const serve = async (ctx: Context, next: Next): Promise<void> => {
    const asset = files.get(ctx.path);
    if (!asset || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.vary('Accept-Encoding');
    const encoding = ctx.acceptsEncodings('br', 'gzip', 'identity');
    ctx.type = asset.type;
    if (encoding === 'br' || encoding === 'gzip') ctx.set('Content-Encoding', encoding);
    ctx.body = encoding === 'br' ? asset.brotli : encoding === 'gzip' ? asset.gzip : asset.body;
  };
  return { script, style, icon, serve };
};

const withoutMap = (text: string): string => text.replace(/^\/\/# sourceMappingURL=.*$/gm, '');
