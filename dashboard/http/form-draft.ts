import type { Context } from 'koa';
import type { Draft } from '../draft.ts';
import { bodyOf } from './page-routes.ts';

/** What was typed into a form, without what the form itself carries. */
export const draftOf = (ctx: Context): Draft => {
  const draft: Record<string, string> = {};
  for (const [name, value] of Object.entries(bodyOf(ctx))) {
    if (name !== '_csrf' && name !== 'key' && typeof value === 'string' && /^[A-Za-z][\w.-]{0,80}$/.test(name))
      draft[name] = value;
  }
  return draft;
};
