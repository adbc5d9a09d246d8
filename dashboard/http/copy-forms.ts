// P1. The key of a form of copying names what it asks for (G1 of copy-commands.ts).
// P2. What is wrong comes back as 422 with the form as it was typed; with script the form alone, without it the page.
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { Draft } from '../draft.ts';
import type { WallClock } from '../face.ts';
import { html, type Html } from '../html.ts';
import { question } from '../parts/question.ts';
import { layout } from '../layout.ts';
import type { AnyPage, Page, Visit } from '../page.ts';
import type { Sources } from '../sources.ts';
import { InvalidInput, problemOf } from '../problem.ts';
import type { Assets } from './assets.ts';
import { draftOf } from './form-draft.ts';
import { fieldOf, fromScript, leadFrom, returnPath, showPage, visitOf } from './page-routes.ts';
import { type Visitor, visitorOf } from './visitor.ts';

export interface CopyRouteDeps {
  readonly assets: Assets;
  readonly pages: readonly AnyPage[];
  readonly clock: WallClock;
  readonly csrfSecret: string;
}

/** A form that was posted, with the sources of who posted it. */
export interface Posted {
  readonly sources: Sources;
  readonly visitor: Visitor;
  readonly visit: Visit;
  readonly draft: Draft;
  readonly key: string;
}

const KEY_LENGTH = 100;

/** Reads a form. Throws INVALID_INPUT. */
export const readForm = (ctx: Context, sources: Sources, { csrfSecret, clock }: CopyRouteDeps): Posted => {
  const visitor = visitorOf(ctx, csrfSecret);
  const key = fieldOf(ctx, 'key') ?? '';
  if (key.length > KEY_LENGTH) throw new InvalidInput('key', 'The key of this form is too long: open it again.');
  return {
    ...{ sources, visitor, visit: visitOf(ctx, visitor, clock.now()), draft: draftOf(ctx) },
    key: key === '' ? randomUUID() : key,
  };
};

/** Leads to a page once what was asked for is done. */
export const leadTo = (ctx: Context, { sources }: Posted, path: string): void => {
  sources.troupe.forget();
  sources.copies.forget();
  leadFrom(ctx, path);
};

/** Gives a form back as it stands: alone, or in its page (P2). */
export const showForm = async <Form>(
  ctx: Context,
  deps: CopyRouteDeps,
  shown: {
    readonly status: number;
    readonly page: Page<Form>;
    readonly form: Form;
    readonly alone: (form: Form) => Html;
    readonly posted: Posted;
  },
): Promise<void> => {
  const { status, page, form, alone, posted } = shown;
  if (fromScript(ctx)) {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = String(alone(form));
  } else await showPage(ctx, { ...page, load: async () => form }, posted.visit, posted.sources, deps);
  ctx.status = status;
};

/** Throws on what is not the form's fault. */
export const rethrowUnlessRefused = (error: unknown): void => {
  if (problemOf(error).status >= 500) throw error;
};

/** Says that a command of one button was carried out: as a toast, or by leading back. */
export const done = (ctx: Context, { sources }: Posted, words: string): void => {
  sources.troupe.forget();
  sources.copies.forget();
  if (!fromScript(ctx)) {
    ctx.status = 303;
    ctx.set('Location', returnPath(ctx));
    ctx.body = '';
    return;
  }
  ctx.status = 202;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = String(toast(words));
};

export const toast = (words: string): Html =>
  html`<hx-partial hx-target="#toasts" hx-swap="innerHTML"><p class="toast">${words}</p></hx-partial>`;

/** Whether a command without script has still to be confirmed; then the question is shown. */
export const asksFirst = (
  ctx: Context,
  deps: CopyRouteDeps,
  { visitor }: Posted,
  asked: { readonly command: string; readonly label: string; readonly text: string | undefined },
): boolean => {
  const { command, label, text } = asked;
  if (text === undefined || fromScript(ctx) || fieldOf(ctx, 'confirmed') === 'yes') return false;
  const at = { action: ctx.path, back: returnPath(ctx), csrf: visitor.csrf };
  const body = question({ ...at, title: label, text, command, label });
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = String(layout({ ...deps, title: label, body, path: ctx.path, url: returnPath(ctx), visitor }));
  return true;
};
