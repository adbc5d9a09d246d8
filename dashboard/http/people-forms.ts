// P1. A form of people comes back with 422 and what is wrong, everything typed but passwords; what is not its fault is thrown on.
// P2. Too many attempts are told with when to try again (429, Retry-After).
import type { Context } from 'koa';
import type { Origin } from '../../actors/people-views.ts';
import type { Draft } from '../draft.ts';
import type { WallClock } from '../face.ts';
import type { AnyPage, Page } from '../page.ts';
import type { FormState } from '../parts/plain-form.ts';
import { problemOf } from '../problem.ts';
import type { Sources } from '../sources.ts';
import type { Assets } from './assets.ts';
import { draftOf } from './form-draft.ts';
import type { Identification } from './identity.ts';
import { showPage, visitOf } from './page-routes.ts';
import { visitorOf } from './visitor.ts';

export interface PeopleRouteDeps {
  readonly assets: Assets;
  readonly pages: readonly AnyPage[];
  readonly clock: WallClock;
  readonly csrfSecret: string;
  readonly identification: Identification;
}

/** What is never given back. */
const SECRETS: ReadonlySet<string> = new Set(['password', 'current', 'code']);
const AGENT_LENGTH = 200;

/** Where a request comes from. */
export const originOf = (ctx: Context): Origin => ({
  ip: ctx.ip,
  agent: ctx.get('user-agent').slice(0, AGENT_LENGTH),
});

/** Shows a page with more on it than its own load gives: the answer of a form, or what is wrong with one. */
export const showWith = async <Data>(
  ctx: Context,
  sources: Sources,
  page: Page<Data>,
  more: Partial<Data>,
  deps: PeopleRouteDeps,
): Promise<void> => {
  const load: Page<Data>['load'] = async (from, visit) => ({ ...(await page.load(from, visit)), ...more });
  const visit = visitOf(ctx, visitorOf(ctx, deps.csrfSecret), deps.clock.now());
  // What its page would show live knows nothing of this answer, and would take it away.
  await showPage(ctx, { ...page, load, isStill: true }, { ...visit, url: page.path }, sources, deps);
};

/** Does what a form asks for, or shows it again with why not (P1). */
export const tryForm = async <Data extends { readonly form: FormState }>(
  ctx: Context,
  sources: Sources,
  asked: {
    readonly page: Page<Data>;
    readonly of: string;
    readonly fields: readonly string[];
    readonly act: (draft: Draft) => Promise<void>;
  },
  deps: PeopleRouteDeps,
): Promise<void> => {
  const draft = draftOf(ctx);
  try {
    await asked.act(draft);
  } catch (error) {
    const { status, detail, code, field = fieldFor(code, asked.fields) } = problemOf(error);
    if (status >= 500 || status === 403) throw error;
    const words = status === 429 ? `${detail} ${waitWords(error)}` : detail;
    const faults = new Map([[asked.fields.includes(field) ? field : '', words]]);
    const kept = Object.fromEntries(Object.entries(draft).filter(([name]) => !SECRETS.has(name)));
    await showWith(
      ctx,
      sources,
      asked.page,
      { form: { of: asked.of, draft: kept, faults } } as unknown as Partial<Data>,
      deps,
    );
    ctx.status = status === 429 ? 429 : 422;
    if (status === 429) ctx.set('Retry-After', String(waitSeconds(error))); // P2
  }
};

/** The field that is to blame where the service does not name it; '' for the form as a whole. */
const fieldFor = (code: string, fields: readonly string[]): string => {
  if (code === 'PASSWORD_WEAK') return 'password';
  if (code === 'NAME_TAKEN') return 'user';
  // Of the present password; of name and password together nobody is told which.
  if (code === 'SIGN_IN_FAILED') return fields.includes('current') ? 'current' : fields.length === 1 ? fields[0]! : '';
  return '';
};

/** Leads on after a form was done. */
export const leadOn = (ctx: Context, path: string): void => {
  ctx.status = 303;
  ctx.set('Location', path);
  ctx.body = '';
};

const waitSeconds = (error: unknown): number => {
  const { data } = error as { data?: { retryAfterMs?: unknown } };
  return typeof data?.retryAfterMs === 'number' ? Math.max(1, Math.ceil(data.retryAfterMs / 1_000)) : 60;
};

const waitWords = (error: unknown): string => {
  const seconds = waitSeconds(error);
  return `Try again in ${seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`;
};
