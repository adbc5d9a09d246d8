import { join } from 'node:path';
import { startVenue, type VenueProcess } from '../chaos/venue/venue-process.ts';
import { onStage, type Closings, type Company, type Stage } from './stage.ts';

/** Plays on a stage whose accounts trade on a venue of its own process, which keeps a log of its own. */
export async function onVenueStage<Outcome>(
  plan: Company & { readonly deadlineMs: number },
  play: (stage: Stage, venue: VenueProcess) => Promise<Outcome>,
): Promise<Outcome> {
  let venue: VenueProcess | undefined;
  const beside = async (folder: string, closings: Closings) => {
    venue = await startVenue({ log: join(folder, 'venue.ndjson') });
    closings.push(() => venue!.stop());
    return { TROUPE_VENUE_URL: venue.url };
  };
  return onStage({ ...plan, beside }, (stage) => play(stage, venue!));
}
