import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CROWDS, LONG, sideBySide } from '../support/side-by-side.ts';

const root = join(import.meta.dirname, '../..');
const crowds = [60, 30, 50].map((seconds) => ({ file: `crowd of ${seconds}`, seconds, isCrowd: true }));
const quiet = Array.from({ length: 60 }, (_, index) => ({
  ...{ file: `quiet ${index}`, seconds: 1 + (index % 5), isCrowd: false },
}));

/** Pairs that run at the same moment, in the order given, and when all is done. */
function played(order: readonly string[], workers: number): { pairs: Set<string>; endsAt: number } {
  const seconds = new Map([...crowds, ...quiet].map((timed) => [timed.file, timed.seconds]));
  const lanes = Array.from({ length: workers }, () => ({ file: '', until: 0 }));
  const pairs = new Set<string>();
  for (const file of order) {
    const lane = lanes.reduce((first, other) => (other.until < first.until ? other : first));
    for (const other of lanes) if (other.until > lane.until) pairs.add(`${other.file} + ${file}`);
    Object.assign(lane, { file, until: lane.until + seconds.get(file)! });
  }
  return { pairs, endsAt: Math.max(...lanes.map(({ until }) => until)) };
}

it('starts every file once', () => {
  for (const workers of [1, 2, 3, 7]) {
    const order = sideBySide([...quiet, ...crowds], workers);
    expect(order.toSorted()).toEqual([...quiet, ...crowds].map(({ file }) => file).toSorted());
  }
});

it('never starts two files of many processes at once while there is another, so that they do not starve each other', () => {
  const { pairs, endsAt } = played(sideBySide([...quiet, ...crowds], 2), 2);
  expect([...pairs].filter((pair) => /crowd.*crowd/.test(pair))).toEqual([]);
  expect(endsAt).toBeLessThan(165);
});

it('would notice: in the order in which they come, two start at once', () => {
  const { pairs } = played([...crowds, ...quiet].map(({ file }) => file), 2); // prettier-ignore
  expect([...pairs].filter((pair) => /crowd.*crowd/.test(pair))).not.toEqual([]);
});

it('knows no file that is gone', () => {
  expect([...Object.keys(CROWDS), ...Object.keys(LONG)].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
