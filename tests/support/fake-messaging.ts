// Streams, readers and dead letters of the troupe in memory.
import type { ActorDumpView, ActorTraceView, ReaderView } from '../../actors/messaging-views.ts';
import type { DeadLetterRow, StreamRow } from '../../actors/domain/messaging-rows.ts';
import type { ActorView } from '../../actors/views.ts';

export interface FakeMessaging {
  readonly letters: DeadLetterRow[];
  answer(name: string, params: Record<string, unknown>): unknown;
  trace(view: ActorView): ActorTraceView;
  dump(view: ActorView): ActorDumpView;
}

export const fakeMessaging = (iso: (agoMs?: number) => string): FakeMessaging => {
  const streams: readonly StreamRow[] = [
    { stream: 'bars.SPX.1d', owner: 'market-data.SPX.1d', head: 1_234, lastAt: '2009-03-31T00:00:00.000Z' },
    {
      stream: 'reports.subscription.alice-sma',
      owner: 'risk-monitor.alice-main',
      head: 42,
      lastAt: '2009-03-30T00:00:00.000Z',
    },
    { stream: 'signals.sma-10-30', owner: 'strategy.sma-10-30', head: 7, lastAt: '2009-03-02T00:00:00.000Z' },
  ];
  const readers: readonly ReaderView[] = [
    { reader: 'strategy.sma-10-30', stream: 'bars.SPX.1d', entry: 1_234, waitingSince: null },
    { reader: 'strategy.rsi-14', stream: 'bars.SPX.1d', entry: 1_201, waitingSince: '2009-02-12T00:00:00.000Z' },
    { reader: 'subscription.alice-sma', stream: 'signals.sma-10-30', entry: 7, waitingSince: null },
  ];
  const letter = (id: string, fields: Partial<DeadLetterRow>): DeadLetterRow => ({
    ...{ id, actor: 'strategy.rsi-14', stream: 'bars.SPX.1d', entry: 1_202, time: '2009-02-12T00:00:00.000Z' },
    ...{ error: 'volume is negative', crashes: 5, isAside: true, state: 'open', at: iso(90_000) },
    ...{ closedBy: null, closedAt: null, reason: null },
    ...fields,
  });
  const letters = [
    letter('1', {}),
    letter('2', { actor: 'risk-monitor.bob-main', isAside: false, crashes: 6, error: '<b>a price that is none</b>' }),
  ];

  const close = (state: 'requeued' | 'discarded', { id, reason }: Record<string, unknown>): DeadLetterRow => {
    const index = letters.findIndex((one) => one.id === id);
    if (index < 0)
      throw Object.assign(new Error(`There is no dead letter ${String(id)}.`), { type: 'LETTER_NOT_FOUND' });
    const closed = { ...letters[index]!, state, closedBy: 'somebody', closedAt: iso(), reason: String(reason) };
    letters[index] = closed;
    return closed;
  };

  return {
    letters,
    answer: (name, params) => {
      switch (name) {
        case 'streams':
          return { rows: streams.slice(0, Number(params['limit'])) };
        case 'streams-named':
          return streams.filter(({ stream }) => (params['names'] as string[]).includes(stream));
        case 'readers':
          return readers.filter(({ stream }) => (params['streams'] as string[]).includes(stream));
        case 'waiting-orders':
          return {
            rows: [
              {
                ...{ clientOrderId: 'T7', actor: 'subscription.alice-sma', account: 'alice-main', instrument: 'SPX' },
                ...{ state: 'UNKNOWN', updatedAt: '2009-03-31T00:00:00.000Z' },
              },
            ],
          };
        case 'letters':
          return {
            rows: letters.filter(
              ({ state, actor }) =>
                (params['state'] === undefined || state === params['state']) &&
                (params['actor'] === undefined || actor === params['actor']),
            ),
          };
        case 'snapshot':
          return { state: { position: 12, apiKey: 'sesame' }, savedAt: iso(60_000) };
        case 'requeue':
          return close('requeued', params);
        default:
          return close('discarded', params);
      }
    },
    trace,
    dump: (view) => ({
      view,
      trace: trace(view),
      config: { lane: 'bars.SPX.1d', password: 'sesame' },
      saved: { position: 12 },
    }),
  };

  function trace({ address }: ActorView): ActorTraceView {
    return {
      address,
      moves: [
        { at: iso(5_000), to: 'running', cause: null },
        { at: iso(6_000), to: 'restarting', cause: 'crashed after 12 ms: volume is negative' },
      ],
      messages: [
        { at: iso(1_000), kind: 'entry', about: 'bars.SPX.1d', detail: '1201' },
        { at: iso(5_000), kind: 'started', about: '', detail: '' },
      ],
      readers: readers.filter(({ reader }) => reader === address),
    };
  }
};
