import type { Context } from 'koa';
import { type Draft, typedIn } from '../draft.ts';
import { bodyOf } from './page-routes.ts';

/** What was typed into a form, without what the form itself carries. */
export const draftOf = (ctx: Context): Draft => typedIn(Object.entries(bodyOf(ctx)));
