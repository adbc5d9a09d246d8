import { type Caller, may } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import { seesAll } from '../reach.ts';

/** One thing that a topic has to say. */
export interface News {
  /** Entries of one key stand for each other: a slow client gets the newest alone. */
  readonly key: string;
  /** Whose it is; null: everybody's. */
  readonly owner: string | null;
  /** Where no one owner says it: whether it is for somebody, as things are when it is told. */
  readonly isAbout?: (caller: Caller) => boolean;
  /** Address of the actor that it is about. */
  readonly actor?: string;
  /** Where it is durable: `n` counts on without end in `line`. */
  readonly line?: string;
  readonly n?: number;
  /** What is said, as JSON text: made once for all who hear it. */
  readonly json: string;
}

/** As its topic numbers it: 1 more than the entry before. */
export interface Entry extends News {
  readonly seq: number;
}

/** Somebody who listens, and to what alone. */
export interface Asker {
  readonly caller: Caller;
  /** Address of the one actor that is asked about; undefined: all. */
  readonly actor: string | undefined;
}

/** Whether something may be said to somebody, and was asked for; asked anew for each batch of what is said. */
export const hears = ({ caller, actor }: Asker, permission: Permission): ((news: News) => boolean) => {
  if (!may(caller, permission)) return () => false;
  if (seesAll(caller)) return (news) => isAsked(actor, news);
  return (news) => (news.isAbout?.(caller) ?? isTheirs(caller, news)) && isAsked(actor, news);
};

const isTheirs = ({ user }: Caller, { owner }: News): boolean => owner === null || owner === user;

const isAsked = (actor: string | undefined, news: News): boolean =>
  actor === undefined || news.actor === undefined || news.actor === actor;
