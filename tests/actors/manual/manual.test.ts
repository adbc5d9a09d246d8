import { beforeEach, describe, expect, test } from 'vitest';
import { manualActor } from '../../../actors/manual/manual.actor.ts';
import type { ManualOrderView } from '../../../actors/views.ts';
import { instrumentConfig } from '../../support/troupe-in-memory.ts';
import { recordingTurn } from '../strategy/recording-turn.ts';
import { DESK, DeskStage } from './desk-stage.ts';

const kind = manualActor();
const config = {
  ...{ owner: 'ann', account: 'a1', lane: 'bars.ACME.1m', instrument: instrumentConfig('ACME', '1') },
  ...{ allocation: '100000', after: 0 },
};

let stage: DeskStage;
let commands = 0;
beforeEach(() => {
  stage = new DeskStage({ volumeShare: 1 });
  stage.bar(100);
});

const ask = (command: string, params: Record<string, unknown> = {}, id = `c${(commands += 1)}`): unknown => {
  const answer = stage.ask(command, params, id)!;
  return 'value' in answer ? answer.value : `${answer.refused} ${answer.message}`;
};
const order = (params: Record<string, unknown> = {}, id?: string): unknown =>
  ask('order', { side: 'BUY', type: 'MARKET', quantity: 10, ...params }, id);
const idsOf = (answer: unknown): string[] => (answer as { clientOrderIds: string[] }).clientOrderIds;
const words = (): string[] => stage.asked().map((one) => one.words);
const shown = (): string[] =>
  (stage.inspect()['orders'] as ManualOrderView[]).map(
    ({ side, type, quantity, state, filled }) => `${side} ${type} ${filled}/${quantity} ${state}`,
  );

describe('a config', () => {
  test.each([
    ['owner', { owner: '' }],
    ['account', { account: undefined }],
    ['lane', { lane: 'signals.s' }],
    ['allocation', { allocation: '0' }],
    ['allocation', { allocation: '-5' }],
    ['after', { after: -1 }],
    ['config', { more: 1 }],
  ])('that is not sound is refused at the field %s', (field, more) => {
    expect(() => kind.parseConfig({ ...config, ...more })).toThrow(
      expect.objectContaining({ type: 'INVALID_CONFIG', data: { field } }),
    );
  });
});

describe('a desk that starts', () => {
  test('takes no command before its risk monitor has answered, and follows nothing', () => {
    const turn = recordingTurn(DESK);
    const state = kind.initial(kind.parseConfig(config), DESK);
    const send = (command: string): unknown[][] => {
      kind.receive(state, { kind: 'command', command, params: {}, by: 'ann', commandId: command, at: 0 }, turn);
      return turn.taken();
    };
    kind.receive(state, { kind: 'started', siblings: [] }, turn);
    expect(turn.taken().map(([name]) => name)).toEqual(['tell', 'timer']);
    expect(send('halt')).toEqual([['refuse', 'NOT_READY', expect.stringContaining('risk monitor')]]);
    kind.receive(
      state,
      { kind: 'told', from: 'risk-monitor.a1', body: { kind: 'acknowledged', through: 0, position: 0 } },
      turn,
    );
    expect(turn.taken().map(([name, stream]) => (name === 'follow' ? stream : name))).toEqual([
      'cancelTimer',
      `reports.${DESK}`,
      'bars.ACME.1m',
    ]);
    expect(send('halt').map(([name]) => name)).toEqual(['checkpoint', 'tell', 'reply']);
  });

  test('takes no command before it has come to where its account is, for it does not know what it holds', () => {
    const turn = recordingTurn(DESK);
    const state = kind.initial(kind.parseConfig(config), DESK);
    const standing = { position: 3, working: [] };
    const word = { kind: 'acknowledged', through: 0, position: 0, standing };
    kind.receive(state, { kind: 'told', from: 'risk-monitor.a1', body: word }, turn);
    turn.taken();
    const close = { kind: 'command', command: 'close', params: {}, by: 'ann', commandId: '1', at: 0 } as const;
    kind.receive(state, close, turn);
    expect(turn.taken()).toEqual([['refuse', 'NOT_READY', expect.stringContaining('catch up')]]);
    for (const position of [1, 2, 3]) kind.receive(state, { kind: 'position', position, time: position }, turn);
    turn.taken();
    kind.receive(state, close, turn);
    expect(turn.taken().map(([name]) => name)).toEqual(['checkpoint', 'reply']);
  });

  test('and is given no allocation says why, and asks again when it is reset', () => {
    stage = new DeskStage({ allocation: '2000000' });
    expect(order()).toMatch(/^NOT_READY .*exceeds the account's unallocated cash/);
    expect(stage.inspect()).toMatchObject({ tradingState: 'HALTED' });
    const told = stage.scene.told.length;
    expect(ask('reset')).toMatch(/^NOT_READY/);
    expect(stage.scene.told.length).toBeGreaterThan(told);
  });

  test('orders nothing before it has seen a price, by which the order would be judged', () => {
    stage = new DeskStage();
    expect(order()).toMatch(/^NOT_READY .*no price/);
    stage.bar(100);
    expect(idsOf(order())).toHaveLength(1);
  });

  test('anew under an old address takes none of the numbers that the account knows', () => {
    order();
    stage.bar(100);
    stage.bar(100);
    stage.restartAs(undefined);
    expect(stage.state.seq).toBe(1);
    expect(String(stage.state.holding.quantity)).toBe('10');
    order({ quantity: 5 });
    stage.bar(100);
    expect(words()).toEqual(['BUY MARKET 10', 'BUY MARKET 5']);
  });
});

describe('an order', () => {
  test('is answered with its id, asked for, filled and shown', () => {
    const [id] = idsOf(order());
    expect(shown(), 'at once, between two bars').toEqual(['BUY MARKET 0/10 OPEN']);
    stage.bar(101);
    expect(stage.asked()).toEqual([{ id, words: 'BUY MARKET 10', denied: false }]);
    stage.bar(102);
    expect(shown()).toEqual(['BUY MARKET 10/10 FILLED']);
    expect(stage.inspect()).toMatchObject({
      ...{ quantity: '10', averagePrice: '100', cash: '98999', equity: '100019', unrealizedPnl: '20' },
      ...{ commission: '1', fills: 1, workingOrders: [], pendingRequests: 0, owner: 'ann', lastPrice: 102 },
    });
  });

  test('brings its stop-loss and its take-profit, and a fill of one cancels the other', () => {
    const ids = idsOf(order({ stopLoss: '95', takeProfit: 110 }));
    expect(ids).toHaveLength(3);
    stage.bar(100);
    expect(stage.asked().map(({ id }) => id)).toEqual(ids);
    expect(words()).toEqual(['BUY MARKET 10', 'SELL STOP_MARKET 10 @95 reduce-only', 'SELL LIMIT 10 @110 reduce-only']);
    stage.bar(100);
    stage.bar(94);
    stage.bar(94);
    expect(stage.inspect()).toMatchObject({ quantity: '0', workingOrders: [] });
    expect(shown()).toEqual(['SELL LIMIT 0/10 CANCELED', 'SELL STOP_MARKET 10/10 FILLED', 'BUY MARKET 10/10 FILLED']);
  });

  test('that the account denies is shown with the reason', () => {
    stage = new DeskStage({ limits: { maxOrderQuantity: '5' } });
    stage.bar(100);
    order();
    stage.bar(100);
    expect((stage.inspect()['orders'] as ManualOrderView[])[0]).toMatchObject({
      state: 'DENIED',
      reason: 'QUANTITY_EXCEEDS_MAXIMUM: quantity=10 maximum=5',
    });
    expect(stage.inspect()).toMatchObject({ denied: 1, workingOrders: [] });
  });

  test('that is over leaves the list after 20 later ones; one that rests does not', () => {
    order({ type: 'LIMIT', limitPrice: 50 });
    for (let count = 0; count < 25; count += 1) {
      order({ quantity: 1 });
      stage.bar(100);
    }
    stage.bar(100);
    expect(shown()).toHaveLength(21);
    expect(shown().at(-1)).toBe('BUY LIMIT 0/10 OPEN');
  });

  test.each([
    ['side', {}, { side: undefined }],
    ['side', {}, { side: 'LONG' }],
    ['type', {}, { type: 'TRAILING_STOP_MARKET' }],
    ['quantity', {}, { quantity: undefined }],
    ['quantity', {}, { quantity: '0' }],
    ['quantity', {}, { quantity: -3 }],
    ['quantity', {}, { quantity: 'ten' }],
    ['quantity', {}, { quantity: Number.POSITIVE_INFINITY }],
    ['quantity', { reason: 'lot size 1' }, { quantity: 1.5 }],
    ['limitPrice', { reason: 'not for a MARKET' }, { limitPrice: 100 }],
    ['limitPrice', { reason: 'missing' }, { type: 'LIMIT' }],
    ['limitPrice', { reason: 'tick size 0.01' }, { type: 'LIMIT', limitPrice: '99.999' }],
    ['triggerPrice', { reason: 'missing' }, { type: 'STOP_MARKET' }],
    ['triggerPrice', { reason: 'not for a LIMIT' }, { type: 'LIMIT', limitPrice: 99, triggerPrice: 98 }],
    ['triggerPrice', { reason: 'missing' }, { type: 'STOP_LIMIT', limitPrice: 99 }],
    ['timeInForce', {}, { timeInForce: 'GOOD' }],
    ['timeInForce', {}, { timeInForce: 'GTD', expireTime: '2030-01-01T00:00:00Z' }],
    ['expireTime', { reason: 'missing' }, { type: 'LIMIT', limitPrice: 99, timeInForce: 'GTD' }],
    ['expireTime', {}, { type: 'LIMIT', limitPrice: 99, timeInForce: 'GTD', expireTime: 'tomorrow' }],
    ['expireTime', { reason: 'not after' }, { type: 'LIMIT', limitPrice: 99, timeInForce: 'GTD', expireTime: 5 }],
    ['expireTime', { reason: 'GTD alone' }, { type: 'LIMIT', limitPrice: 99, expireTime: '2030-01-01T00:00:00Z' }],
    ['postOnly', {}, { postOnly: true }],
    ['postOnly', { reason: 'IOC' }, { type: 'LIMIT', limitPrice: 99, postOnly: true, timeInForce: 'IOC' }],
    ['reduceOnly', {}, { reduceOnly: 'yes' }],
    ['stopLoss', { reason: 'below the price 100' }, { stopLoss: 100 }],
    ['stopLoss', { reason: 'below the price 90' }, { type: 'LIMIT', limitPrice: 90, stopLoss: 95 }],
    ['stopLoss', { reason: 'above the price 100' }, { side: 'SELL', stopLoss: 99 }],
    ['takeProfit', { reason: 'above the price 100' }, { takeProfit: 99 }],
    ['takeProfit', { reason: 'only reduces' }, { takeProfit: 110, reduceOnly: true }],
    ['colour', { reason: 'not known' }, { colour: 'red' }],
  ])('that cannot be is refused at its field: %s %o %o', (field, { reason = '' }: { reason?: string }, more) => {
    const answer = order(more);
    expect(answer).toMatch(new RegExp(`^INVALID_ORDER ${field}: `));
    expect(answer).toContain(reason);
    stage.bar(100);
    expect(words()).toEqual([]);
  });

  test.each([
    [{ type: 'LIMIT', limitPrice: '99.5', postOnly: true }, 'BUY LIMIT 10 @99.5'],
    [{ type: 'STOP_LIMIT', triggerPrice: 105, limitPrice: '105.01' }, 'BUY STOP_LIMIT 10 @105.01 @105'],
    [{ side: 'SELL', type: 'STOP_MARKET', triggerPrice: 90 }, 'SELL STOP_MARKET 10 @90'],
    [
      { type: 'LIMIT', limitPrice: 99, timeInForce: 'GTD', expireTime: '2030-01-01T00:00:00+02:00', quantity: '3' },
      'BUY LIMIT 3 @99',
    ],
  ])('that can be is passed on as it is: %o', (more, wanted) => {
    order(more);
    stage.bar(100);
    expect(words()).toEqual([wanted]);
  });
});

describe('a command', () => {
  test('that is repeated under its id is answered the same and orders nothing, also after a restart', () => {
    const first = order({}, 'once');
    expect(order({}, 'once')).toEqual(first);
    stage.bar(100);
    stage.bar(100);
    expect(order({}, 'once')).toEqual(first);
    stage.restart();
    expect(order({}, 'once')).toEqual(first);
    stage.restartAccount();
    expect(order({ quantity: '10' }, 'once')).toEqual(first);
    stage.bar(100);
    stage.bar(100);
    expect(words()).toEqual(['BUY MARKET 10']);
    expect(stage.inspect()).toMatchObject({ quantity: '10' });
  });

  test('is not taken for another one under the same id', () => {
    order({}, 'once');
    expect(order({ quantity: 11 }, 'once')).toMatch(/^COMMAND_ID_TAKEN once/);
    expect(ask('close', {}, 'once')).toMatch(/^COMMAND_ID_TAKEN/);
  });

  test('that was refused is judged again when it is sent again', () => {
    ask('pause');
    expect(order({}, 'later')).toMatch(/^TRADING_STATE_REDUCING/);
    ask('resume');
    expect(idsOf(order({}, 'later'))).toHaveLength(1);
  });

  test('is remembered until 500 later ones, so that the memory has an end', () => {
    order({ type: 'LIMIT', limitPrice: 50 }, 'first');
    for (let count = 0; count < 499; count += 1) ask('resume');
    expect(ask('close', {}, 'first')).toMatch(/^COMMAND_ID_TAKEN/);
    ask('resume');
    expect(ask('close', {}, 'first')).toMatchObject({ canceled: [expect.any(String)] });
  });

  test('that nobody knows is refused with those that are known', () => {
    expect(ask('dance')).toMatch(/^UNKNOWN_COMMAND .*order, cancel, close, pause, resume, halt, flatten, reset/);
  });

  test('to cancel takes an order back, and refuses what is not open', () => {
    const [id] = idsOf(order({ type: 'LIMIT', limitPrice: 50 }));
    stage.bar(100);
    expect(ask('cancel', { clientOrderId: id }, 'back')).toMatchObject({ clientOrderIds: [id] });
    stage.bar(100);
    stage.bar(100);
    expect(shown()).toEqual(['BUY LIMIT 0/10 CANCELED']);
    expect(ask('cancel', { clientOrderId: id }, 'back')).toMatchObject({ clientOrderIds: [id] });
    expect(ask('cancel', { clientOrderId: id })).toMatch(/^ORDER_NOT_FOUND/);
    expect(ask('cancel')).toMatch(/^INVALID_ORDER clientOrderId: /);
  });

  test('to close cancels what rests and leaves with what is held, once', () => {
    order({ stopLoss: 90 });
    const [resting] = idsOf(order({ type: 'LIMIT', limitPrice: 50 }));
    stage.bar(100);
    stage.bar(100);
    const closed = ask('close') as { canceled: string[]; clientOrderIds: string[] };
    expect(closed.canceled).toHaveLength(2);
    expect(closed.canceled).toContain(resting);
    expect(closed.clientOrderIds).toHaveLength(1);
    expect(idsOf(ask('close'))).toEqual([]);
    stage.bar(100);
    stage.bar(100);
    expect(stage.inspect()).toMatchObject({ quantity: '0', workingOrders: [] });
    expect(words().at(-1)).toBe('SELL MARKET 10 reduce-only');
  });

  test('to close a short buys it back', () => {
    order({ side: 'SELL' });
    stage.bar(100);
    stage.bar(100);
    ask('close');
    stage.bar(100);
    stage.bar(100);
    expect(words()).toEqual(['SELL MARKET 10', 'BUY MARKET 10 reduce-only']);
    expect(stage.inspect()).toMatchObject({ quantity: '0' });
  });

  test('to close leaves alone what is on its way out already', () => {
    order();
    stage.bar(100);
    stage.bar(100);
    order({ side: 'SELL', quantity: 4, reduceOnly: true });
    ask('close');
    stage.bar(100);
    stage.bar(100);
    expect(words().slice(1)).toEqual(['SELL MARKET 4 reduce-only', 'SELL MARKET 6 reduce-only']);
    expect(stage.inspect()).toMatchObject({ quantity: '0' });
  });

  test('to pause lets reduce-only orders alone past, and to resume all', () => {
    order();
    stage.bar(100);
    stage.bar(100);
    expect(ask('pause')).toMatchObject({ tradingState: 'REDUCING' });
    expect(order()).toMatch(/^TRADING_STATE_REDUCING .*pause by ann/);
    expect(idsOf(order({ side: 'SELL', reduceOnly: true }))).toHaveLength(1);
    ask('resume');
    expect(idsOf(order())).toHaveLength(1);
  });

  test('to flatten closes by the risk monitor, is latched, and ends by reset', () => {
    order();
    stage.bar(100);
    stage.bar(100);
    expect(ask('flatten', { reason: 'enough' })).toMatchObject({ tradingState: 'HALTED' });
    expect(order()).toMatch(/^TRADING_HALTED .*enough/);
    expect(ask('close')).toMatch(/^TRADING_HALTED/);
    expect(ask('resume')).toMatch(/^TRADING_HALTED/);
    stage.bar(100);
    stage.bar(100);
    expect(stage.inspect()).toMatchObject({ quantity: '0', tradingState: 'HALTED', tradingStateReason: 'enough' });
    expect(shown()[0]).toBe('SELL null 10/10 FILLED');
    expect(ask('reset')).toMatchObject({ tradingState: 'ACTIVE' });
    expect(idsOf(order())).toHaveLength(1);
  });
});
