import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../actors/domain/risk/rule-defaults.ts';
import { saveRule } from '../../../actors/domain/risk/rule-parsing.ts';
import { parseCsvCalendar } from '../../../adapters/calendars/csv-calendar.ts';
import { riskCommand } from '../../../adapters/risk-command/risk-command.ts';
import { type OpenDashboard, openDashboard } from '../../dashboard/dashboard-fixture.ts';
import { type SupervisedTroupe, supervisedTroupe } from '../../dashboard/supervised-troupe.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let troupe: SupervisedTroupe;
let dashboard: OpenDashboard;
beforeEach(() => open());
afterEach(() => dashboard.close());

async function open(config: { approveLoosening?: boolean } = {}): Promise<void> {
  troupe = supervisedTroupe(config);
  dashboard = await openDashboard({ troupe });
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (...argv: string[]): Promise<Ran> => runAs('ann', ...argv);

/** With the key of somebody who is an admin; null: without any. */
async function runAs(who: string | null, ...argv: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await riskCommand(argv, {
    ...{ url: dashboard.url, now: Date.UTC(2026, 0, 1) },
    key: { key: who === null ? undefined : keyOf(who), place: '/data/operator.key' },
    parseCalendar: (file, text) => parseCsvCalendar(text, file),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

const keyOf = (who: string): string => {
  if (dashboard.people.user(who) === undefined) dashboard.people.add(who, 'admin');
  return dashboard.people.keyOf(who, 'read', 'admin');
};

const halt = ['halt', '--scope', 'platform', '--reason', 'a drill'];
const setLimit = (value: string, ...more: string[]): Promise<Ran> =>
  run('set-limit', '--scope', 'account:a', '--limit', 'maxOrderNotional', '--value', value, '--reason', 'why', ...more);

describe('a restriction', () => {
  it('is sent with who asks and why, and says who has taken it and how soon', async () => {
    const { code, out, err } = await run(...halt);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^halt platform: control 1\nconfirmed by 2 accounts \(alice-main, bob-main\) in \d+ ms\n$/);
    expect(troupe.commands[0]).toMatchObject({
      action: 'risk-supervisor.platform.halt',
      params: { scope: 'platform', reason: 'a drill', by: 'ann' },
    });
  });

  it('that somebody has not taken names who, and fails', async () => {
    troupe.confirming = ['bob-main'];
    const { code, out } = await run(...halt, '--wait', '0.2');
    expect(code).toBe(1);
    expect(out).toContain('not confirmed after 0.2 s by 1 account (alice-main) of 2');
  });

  it('flattens until all is flat', async () => {
    const { code, out } = await runAs('ben', 'flatten', '--scope', 'user:ann', '--reason', 'a drill');
    expect(code).toBe(0);
    expect(out).toMatch(/\nflat by ledger and venue after \d+ ms\n$/);
    expect(troupe.commands[0]?.params['by']).toBe('ben');
  });

  it('waits while it is being taken', async () => {
    troupe.confirming = [];
    const running = run(...halt, '--wait', '10');
    setTimeout(() => {
      troupe.scene.hear(...['alice-main', 'bob-main'].map((account) => ({ account, through: 1 })));
    }, 200);
    expect(await running).toMatchObject({ code: 0 });
  });

  it('tells a program in one JSON object', async () => {
    const { code, out } = await run(...halt, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ seq: 1, scope: 'platform', proved: true, unconfirmed: [], affected: 2 });
  });

  it('that is refused says why in one line', async () => {
    const { code, out, err } = await run('reset', '--scope', 'platform', '--reason', 'x');
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('risk: platform is not restricted: there is nothing to reset\n');
  });

  it('without a key, or with one that is none, is not sent, and says what to do', async () => {
    const { code, out, err } = await runAs(null, ...halt);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(
      'the troupe does not know who asks: no key in TROUPE_API_KEY or /data/operator.key; make one',
    );
    dashboard.people.add('uma', 'user');
    expect((await runAs('uma', ...halt)).err).toContain('uma may not do this: it needs risk:command');
    expect(troupe.commands).toEqual([]);
  });

  it('is shown by status until it is reset', async () => {
    expect((await run('status')).out).toBe('Nothing is restricted.\n0 controls so far.\n');
    troupe.confirming = ['bob-main'];
    await run(...halt, '--wait', '0');
    const { out } = await run('status');
    expect(out).toMatch(
      /^HALTED {2}platform {2}by ann at .+: a drill\ncontrol 1: 1 account \(alice-main\) not confirmed\n/,
    );
    expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({ through: 1 });
  });
});

describe('limits', () => {
  it('are changed from what is in force, and listed', async () => {
    expect((await run('limits')).out).toContain('No limit is set. There are: maxOrderNotional');
    expect((await setLimit('1000')).code).toBe(0);
    const { out } = await setLimit('900.50');
    expect(out).toContain('maxOrderNotional of account:a is 900.50: control 2\nconfirmed by 2 accounts');
    expect((await run('limits', '--scope', 'account:a')).out).toMatch(
      /^account:a {2}maxOrderNotional {2}900.5 {2}money {2}v2 {2}ann at .+: why\n$/,
    );
    expect((await setLimit('none')).code).toBe(0);
    expect((await run('limits', '--limit', 'maxOrderNotional')).out).toContain('none');
  });

  it('that were changed meanwhile are not overwritten', async () => {
    await setLimit('1000');
    const { code, err } = await setLimit('2000', '--from-version', '0');
    expect(code).toBe(1);
    expect(err).toContain(
      'was changed meanwhile: you changed version 0 to 2000, it is now 1000 (version 1, by ann: why)',
    );
  });

  it('wait for a second person, who approves them by name', async () => {
    await dashboard.close();
    await open({ approveLoosening: true });
    await setLimit('1000');
    const asked = await setLimit('2000');
    expect(asked.code).toBe(0);
    const id = /risk -- approve (\S+),/.exec(asked.out)?.[1] ?? '';
    expect((await run('status')).out).toContain(`awaits approval  ${id}  maxOrderNotional of account:a: 1000 to 2000`);
    expect(await run('approve', id)).toMatchObject({ code: 1 });
    expect(await runAs('ben', 'approve', id)).toMatchObject({ code: 0 });
    expect(await run('withdraw', id)).toMatchObject({ code: 1 });
  });
});

describe('files', () => {
  const file = (name: string, text: string): string => {
    const path = join(tempFolder('risk'), name);
    writeFileSync(path, text);
    return path;
  };

  it('a calendar is read here and taken whole', async () => {
    const path = file('events.csv', 'time,currency,impact,title\n2026-01-09T13:30:00Z,USD,high,Nonfarm payrolls\n');
    expect((await run('calendar', path)).out).toContain('a calendar of 1 events: control 1');
    expect(troupe.scene.view().events).toBe(1);
  });

  it('one that is not sound is refused with its line, and nothing is sent', async () => {
    const path = file('events.csv', 'time,currency,impact,title\nsoon,USD,high,Nonfarm payrolls\n');
    const { code, err } = await run('calendar', path);
    expect(code).toBe(1);
    expect(err).toContain('events.csv');
    expect(err).toContain('2');
    expect(troupe.commands).toEqual([]);
  });

  it('rules are taken from JSON', async () => {
    const path = file('rules.json', JSON.stringify(DEFAULT_RULES.map(saveRule)));
    expect(await run('rules', path)).toMatchObject({ code: 0 });
    expect(await run('rules', file('rules.json', '[{"id":"x"}]'))).toMatchObject({ code: 1 });
    expect(await run('rules', file('rules.json', '{}'))).toMatchObject({ code: 2 });
    expect(await run('rules', '/nowhere/rules.json')).toMatchObject({ code: 2 });
  });
});

describe('a wrong command line', () => {
  it.each([
    [[], 'a command is missing: give halt, reduce, flatten, reset, status'],
    [['explode'], 'explode is not known: give halt'],
    [['halt', '--scope', 'platform'], '--reason is missing: say why'],
    [['halt', '--reason', 'x'], '--scope is missing: say whom'],
    [['halt', '--scope', 'platform', '--reason', ' '], '--reason is missing'],
    [['status', '--scope', 'platform'], 'status takes no --scope'],
    [[...halt, 'now'], 'halt takes no "now"'],
    [[...halt, '--wait', 'long'], '--wait long: give seconds'],
    [[...halt, '--url', 'ftp://x'], '--url ftp://x: give an address'],
    [[...halt, '--force'], 'see npm run risk -- --help'],
    [['approve'], 'approve needs the ID of a proposal'],
    [['calendar', 'events.txt'], 'events.txt: give a file whose name ends in .csv or .ics'],
    [['calendar', 'e.ics', '--from', 'soon'], '--from soon: give a date'],
    [['calendar', 'e.ics', '--from', '2026-02-01', '--to', '2026-01-01'], '--to is not after --from'],
    [
      ['set-limit', '--scope', 'platform', '--limit', 'x', '--value', '1', '--reason', 'x', '--from-version', '-1'],
      '-',
    ],
  ])('%j is told in one line, and nothing is sent', async (argv, why) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^risk: [^\n]+\n$/);
    expect(err).toContain(why);
    expect(troupe.commands).toEqual([]);
  });

  it('is told how to be right', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('npm run risk -- halt --scope platform');
  });
});

describe('a troupe that is not there', () => {
  it('is told with its address', async () => {
    const { code, err } = await run(...halt, '--url', 'http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(err).toContain('no troupe answers at http://127.0.0.1:9');
  });

  it('nor is anything else that answers there taken for one', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, err } = await run('status', '--url', `http://127.0.0.1:${port}`);
    expect([code, err]).toEqual([1, expect.stringContaining('is no troupe')]);
    server.close();
  });
});
