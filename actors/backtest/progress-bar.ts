/** Something that text is written to, e.g. `process.stderr`. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface ProgressBar {
  advance(done: number): void;
  /** Takes the line away again. */
  clear(): void;
}

/** Between two drawings; more is not seen, and each costs the run a write. */
const REDRAW_MS = 50;

/** One line that fills up while a run goes on; nothing on what is no terminal. */
export function progressBar(sink: TextSink, total: number, monotonic: () => number): ProgressBar | undefined {
  if (sink.isTTY !== true) return undefined;
  const width = Math.max(10, Math.min(40, (sink.columns ?? 80) - 30));
  let drawnAt = -Infinity;
  return {
    advance(done) {
      const now = monotonic();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      const full = Math.round((done / total) * width);
      const share = `${String(Math.floor((done / total) * 100)).padStart(3)} %`;
      sink.write(`\r  ${'█'.repeat(full)}${'░'.repeat(width - full)} ${share} of ${total} bars`);
    },
    clear() {
      if (drawnAt > -Infinity) sink.write('\r\x1b[K');
    },
  };
}
