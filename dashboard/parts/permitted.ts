import { may } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import { type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';

/** Markup that is there only for those who may do what it leads to. */
export const permitted = ({ visitor }: Pick<Visit, 'visitor'>, permission: Permission, markup: Html): Html =>
  may(visitor.caller, permission) ? markup : NOTHING;
