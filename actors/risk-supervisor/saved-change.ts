import type { LimitChange } from '../domain/risk/limit-change.ts';
import { reviveLimitEntry, saveLimitEntry } from '../domain/risk/limit-book.ts';
import type { SavedChange } from '../domain/risk/supervisor-event.ts';

/** A change as JSON. */
export const saveChange = ({ fromVersion, ...change }: LimitChange): SavedChange => ({
  ...withoutVersion(saveLimitEntry({ ...change, version: 0, approvedBy: null })),
  fromVersion,
});

/** The change that `saveChange` wrote. */
export const reviveChange = ({ fromVersion, ...saved }: SavedChange): LimitChange => ({
  ...withoutVersion(reviveLimitEntry({ ...saved, version: 0, approvedBy: null })),
  fromVersion,
});

function withoutVersion<Entry extends { version: unknown; approvedBy: unknown }>(
  entry: Entry,
): Omit<Entry, 'version' | 'approvedBy'> {
  const { version: _version, approvedBy: _approvedBy, ...rest } = entry;
  return rest;
}
