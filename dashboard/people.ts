import type { Caller } from '../actors/domain/people/caller.ts';
import type { PeopleActions } from '../actors/people-views.ts';
import type { BrokerFace } from './face.ts';

type Action = keyof PeopleActions;

/** Asks the service `people` for somebody, or for the dashboard itself. */
export type PeopleFace = <Name extends Action>(
  name: Name,
  params: Parameters<PeopleActions[Name]>[0],
  caller?: Caller,
) => Promise<ReturnType<PeopleActions[Name]>>;

/** The same with who asks already said. */
export type OwnPeople = <Name extends Action>(
  name: Name,
  params: Parameters<PeopleActions[Name]>[0],
) => Promise<ReturnType<PeopleActions[Name]>>;

export const peopleFace =
  (actors: Pick<BrokerFace, 'call'>): PeopleFace =>
  async (name, params, caller) =>
    (await actors.call(`people.${name}`, params, caller)) as ReturnType<PeopleActions[typeof name]>;
