import type { PeopleActions } from '../../actors/people-views.ts';
import type { PeopleFace } from '../people.ts';

/** What changes nobody's standing. */
const LOOKS: ReadonlySet<keyof PeopleActions> = new Set<keyof PeopleActions>([
  ...(['facts', 'session', 'key', 'me', 'sessions', 'keys', 'users', 'audit'] as const),
]);

/** Asks the service `people`, and says whose sessions, keys, roles or password may have changed by it, whatever route it came by. */
export const forgettingPeople =
  (people: PeopleFace, changed: (users: readonly string[]) => void): PeopleFace =>
  async (name, params, caller) => {
    if (LOOKS.has(name)) return people(name, params, caller);
    const concerned = new Set<string>();
    const note = (user: unknown): void => {
      if (typeof user === 'string') concerned.add(user);
    };
    note(caller?.user);
    note((params as { user?: unknown }).user);
    try {
      const answer = await people(name, params, caller);
      note((answer as { session?: { caller?: { user?: unknown } } } | null)?.session?.caller?.user);
      return answer;
    } finally {
      changed([...concerned]); // also when it failed: it may have been done, and the answer lost
    }
  };
