import type { StreamEntry } from '../actor.ts';
import type { Hint } from '../streams/input.ts';
import type { Effects } from './recorder.ts';

interface Word {
  entries: StreamEntry[];
  watermark: number;
  time: number;
}

/** What the owner of streams may say once `effects` are durable: one hint a stream, with its new entries and how far it is complete. */
export function announcement(effects: Effects, headOf: (stream: string) => number): readonly Hint[] {
  let words: Map<string, Word> | undefined;
  const wordOn = (stream: string): Word => {
    words ??= new Map();
    let word = words.get(stream);
    if (word === undefined) words.set(stream, (word = { entries: [], watermark: 0, time: 0 }));
    return word;
  };
  for (const entry of effects.entries) wordOn(entry.stream).entries.push(entry);
  for (const effect of effects.after) {
    if (effect.kind !== 'advance') continue;
    const word = wordOn(effect.stream);
    if (effect.position < word.watermark) continue;
    word.watermark = effect.position;
    word.time = effect.time;
  }
  if (words === undefined) return NOTHING;
  return Array.from(words, ([stream, { entries, watermark, time }]) => ({
    stream,
    head: headOf(stream),
    watermark,
    time,
    entries,
  }));
}

const NOTHING: readonly Hint[] = [];
