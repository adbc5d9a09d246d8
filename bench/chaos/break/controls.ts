// What the run is worth: each control takes one protection away, with whatever would hide that, and the run must say so.
// C1. Nothing of this is in the product: functions are replaced in the run's own database, the text of modules as the workers of
//     the run load them (preload.ts), flags are the venue's.
// C2. A text that is to be replaced stands exactly once in its file; when the product changes, the control fails loudly.

export const CONTROL_NAMES = ['fence', 'unique', 'offset', 'dedup', 'reservation', 'latch', 'copy'] as const;
export type ControlName = (typeof CONTROL_NAMES)[number];

export interface Edit {
  /** From the project's root. */
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

export interface Control {
  readonly name: ControlName;
  /** Statements for the run's database. */
  readonly sql: readonly string[];
  readonly edits: readonly Edit[];
  readonly venueArgs: readonly string[];
  /** The kinds of faults that it takes to show, struck over and over. */
  readonly faults: readonly string[];
  /** The run comes to its end all the same, and what is broken shows there. */
  readonly settles?: true;
}

/** Rewrites a function that is there; a text that is not found leaves nothing changed, which the last line refuses. */
const rewritten = (name: string, edits: readonly (readonly [text: string, by: string])[]): string => `
DO $do$
DECLARE
  was text := pg_get_functiondef('${name}'::regproc);
  now_is text := was;
BEGIN
${edits
  .map(
    ([
      text,
      by,
    ]) => `  IF position($old$${text}$old$ IN now_is) = 0 THEN RAISE EXCEPTION 'nothing to break in ${name}: %', $old$${text}$old$; END IF;
  now_is := replace(now_is, $old$${text}$old$, $new$${by}$new$);`,
  )
  .join('\n')}
  EXECUTE now_is;
END $do$`;

/** A key that lets everything twice, and is still an index. */
const loosened = (table: string, columns: string): string => `
DO $do$
DECLARE
  key text;
BEGIN
  FOR key IN SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype IN ('p', 'u') LOOP
    EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', key);
  END LOOP;
  CREATE INDEX ON ${table} (${columns});
END $do$`;

const HEADS_MATCH = `h.actor = c.actor AND h.incarnation = c.incarnation AND h.unit = c."firstUnit" - 1
     AND (c."firstSeq" IS NULL OR h.journal_seq = c."firstSeq" - 1)`;
const STREAM_MATCH = `s.stream = a.stream AND s.owner = a.owner AND s.head = a.first - 1 AND a.first > 1`;

/** No epoch, no lease, no incarnation, and a node that does not stop by itself: whoever wakes up writes on. */
const FENCE: Control = {
  name: 'fence',
  sql: [
    rewritten('commit_units', [
      ['IF matched <> cardinality(shard_ids) THEN', 'IF false THEN'],
      [HEADS_MATCH, 'h.actor = c.actor'],
      ['IF matched <> json_array_length(heads) THEN', 'IF false THEN'],
      [STREAM_MATCH, 's.stream = a.stream'],
      ['IF matched + advanced <> json_array_length(streams_advanced) THEN', 'IF false THEN'],
    ]),
    loosened('journal', 'actor, seq'),
    loosened('stream_entries', 'stream, seq'),
    loosened('bars', 'stream, seq'),
  ],
  edits: [
    {
      file: 'runtime/cluster/lease-keeper.ts',
      text: 'isSure = (): boolean => this.sight.isSure();',
      by: 'isSure = (): boolean => true;',
    },
    {
      file: 'runtime/cluster/lease-keeper.ts',
      text: 'const lost = shards.filter((shard) => this.epochs.delete(shard));',
      by: 'const lost = shards.slice(shards.length);',
    },
  ],
  venueArgs: [],
  faults: ['freeze-worker', 'postgres-blackhole'],
};

/** No unique order id, in the books or at the venue, and an order in doubt is sent again unasked. */
const UNIQUE: Control = {
  name: 'unique',
  sql: [loosened('orders', 'client_order_id')],
  edits: [
    {
      file: 'actors/risk-monitor/venue-answers.ts',
      text: 'release(state, open, lane);\n  if (open !== undefined) pursue(state, turn, open);',
      by: "release(state, open, lane);\n  if (open?.working.state === 'UNKNOWN') resubmit(state, turn, open);\n  else if (open !== undefined) pursue(state, turn, open);",
    },
  ],
  venueArgs: ['--forgetful'],
  faults: ['venue-after-order', 'kill-worker', 'venue-blackhole'],
};

/** What has been taken in is noted before what came of it: two transactions where one belongs. */
const OFFSET: Control = {
  name: 'offset',
  sql: [],
  edits: [
    {
      file: 'adapters/postgres/lane-connection.ts',
      text: "        text: 'SELECT commit_units($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',\n        values: [...batch.parameters()],\n      });",
      by: "        text: 'SELECT commit_units($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',\n        values: batch.parameters().map((value, index) => (index < 3 || index === 7 ? value : null)),\n      });\n      await sleep(40);\n      await ask({\n        name: 'effects',\n        text: 'SELECT commit_units($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',\n        values: batch.parameters().map((value, index) => (index < 2 ? value : index === 2 ? '[]' : index === 7 ? null : value)),\n      });",
    },
  ],
  venueArgs: [],
  faults: ['kill-worker', 'kill-all-workers'],
};

/** What comes twice is taken twice: packets, words of a node, entries of a stream, requests of an actor. */
const DEDUP: Control = {
  name: 'dedup',
  sql: [],
  edits: [
    { file: 'adapters/nats/peer.ts', text: "if (!this.#window.accept(seq)) return 'replay';", by: '' },
    { file: 'runtime/cluster/peer.ts', text: "if (boot === this.boot && seq <= this.heard) return 'seen';", by: '' },
    { file: 'runtime/streams/input.ts', text: 'if (entry.seq <= this.lastSeq) continue;', by: '' },
    {
      file: 'actors/risk-monitor/decisions.ts',
      text: 'if (request.seq === last + 1) actor.waiting.push(request);',
      by: 'if (request.seq <= last + 1) actor.waiting.push(request);',
    },
  ],
  venueArgs: [],
  faults: ['nats-duplicates'],
};

/** What open orders may come to is not counted: orders that come at once are each checked as if they were alone. */
const RESERVATION: Control = {
  name: 'reservation',
  sql: [],
  edits: [
    {
      file: 'actors/risk-monitor/account-exposure.ts',
      text: 'if (!isAboveZero(leaves)) continue;',
      by: 'if (!order.reduceOnly || !isAboveZero(leaves)) continue;',
    },
  ],
  venueArgs: [],
  faults: ['kill-worker', 'risk-limit'],
};

/** Accounts hear of a halt, say so, and trade on. */
const LATCH: Control = {
  name: 'latch',
  sql: [],
  edits: [
    {
      file: 'actors/risk-monitor/restraint.ts',
      text: 'state.controls.latches.size === 0 ? FREE : restraintOf(state.controls, subjectOf(state, actor));',
      by: 'FREE;',
    },
  ],
  venueArgs: [],
  faults: ['risk-halt', 'risk-flatten', 'kill-worker'],
};

/** A follower that begins remembers nothing, its account does not either, and an order's id says nothing of what it copies. */
const COPY: Control = {
  name: 'copy',
  sql: [loosened('copies', 'follower, provider_seq')],
  edits: [
    {
      file: 'actors/follower/follower.actor.ts',
      text: '    copy ?? NO_COPY,\n',
      by: '    copy === undefined ? NO_COPY : NO_COPY,\n',
    },
    {
      file: 'actors/follower/requests.ts',
      text: 'copyOf === undefined ? clientOrderId(self, seq, leg)',
      by: 'seq > 0 ? clientOrderId(self, seq, leg)',
    },
    {
      file: 'actors/risk-monitor/admission.ts',
      text: 'copyOf === undefined ? clientOrderId(address, seq, leg)',
      by: 'seq > 0 ? clientOrderId(address, seq, leg)',
    },
    {
      file: 'actors/risk-monitor/copies.ts',
      text: "if (word.kind === 'entry') return word.seq <= seq;",
      by: "if (word.kind === 'entry') return seq < 0;",
    },
  ],
  venueArgs: [],
  faults: ['kill-worker', 'kill-all-workers'],
  settles: true,
};

const CONTROLS: readonly Control[] = [FENCE, UNIQUE, OFFSET, DEDUP, RESERVATION, LATCH, COPY];

export const controlNamed = (name: ControlName): Control => CONTROLS.find((control) => control.name === name)!;
