/** One observation: when, epoch milliseconds, and what. JSON. */
export type Sample = readonly [time: number, value: number];

/** How far a window reaches back. */
export interface WindowSize {
  /** Most samples. */
  readonly count: number;
  /** A sample this old is out; milliseconds. */
  readonly ageMs: number;
}

/** The samples that a window still holds at `now` (epoch milliseconds), oldest first. */
export function samplesWithin(samples: readonly Sample[], size: WindowSize, now: number): readonly Sample[] {
  const young = samples.filter(([time]) => now - time < size.ageMs);
  return young.length > size.count ? young.slice(young.length - size.count) : young;
}

/** The window with one sample more, in order of time; samples that come late are put in their place. */
export function addSample(samples: readonly Sample[], size: WindowSize, sample: Sample): readonly Sample[] {
  const [time] = sample;
  let at = samples.length;
  while (at > 0 && samples[at - 1]![0] > time) at--;
  const newest = Math.max(time, samples.at(-1)?.[0] ?? time);
  return samplesWithin([...samples.slice(0, at), sample, ...samples.slice(at)], size, newest);
}
