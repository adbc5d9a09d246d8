// In which order test files start, so that those that run side by side fill the machine and do not crowd each other out.
// O1. A file that starts whole troupes or a browser begins while another of its kind runs only when nothing else is left.
// O2. Long ones first: the last to begin is short.
// O3. The seconds below decide about the order alone; a file that is missing here is taken to be short.
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Several processes each. */
export const CROWDS: Readonly<Record<string, number>> = {
  'tests/process/chaos.test.ts': 360,
  'tests/process/outages.test.ts': 135,
  'tests/dashboard/browser.test.ts': 150,
  'tests/process/crash.test.ts': 170,
  'tests/process/pages.test.ts': 40,
  'tests/process/stories.test.ts': 150,
  'tests/dashboard/copy-browser.test.ts': 60,
  'tests/dashboard/risk-browser.test.ts': 85,
  'tests/dashboard/people-browser.test.ts': 30,
  'tests/dashboard/chart-browser.test.ts': 30,
  'tests/dashboard/operator-browser.test.ts': 20,
  'tests/process/client.test.ts': 15,
  'tests/dashboard/backtest-browser.test.ts': 30,
  'tests/process/backtests.test.ts': 15,
  'tests/process/bad-surroundings.test.ts': 38,
  'tests/adapters/processes/local-cluster.test.ts': 10,
  'tests/process/people.test.ts': 20,
  'tests/process/risk-command.test.ts': 12,
};

export const LONG: Readonly<Record<string, number>> = {
  'tests/adapters/postgres/big-lists.test.ts': 80,
  'tests/actors/risk-monitor/watch/restart.test.ts': 140,
  'tests/actors/backtest/every-file.test.ts': 100,
  'tests/simulation/simulation.test.ts': 80,
  'tests/actors/risk-monitor/flatten-properties.test.ts': 58,
  'tests/adapters/nats/nats-transporter.test.ts': 30,
  'tests/actors/risk-monitor/value-at-risk-properties.test.ts': 57,
  'tests/actors/risk-monitor/portfolio-properties.test.ts': 45,
  'tests/adapters/nats/raw-clients.test.ts': 20,
  'tests/adapters/postgres/embedded.test.ts': 20,
  'tests/actors/risk-supervisor/properties.test.ts': 20,
  'tests/adapters/postgres/time-series-timescale.test.ts': 20,
};
const SHORT_S = 3;

interface Timed<File> {
  readonly file: File;
  readonly seconds: number;
  readonly isCrowd: boolean;
}

/** The order in which so many workers, each taking the next file when it has ended one, come closest to O1 and O2. */
export function sideBySide<File>(files: readonly Timed<File>[], workers: number): File[] {
  const rest = files.toSorted((a, b) => b.seconds - a.seconds);
  const lanes: { busyUntil: number; isCrowd: boolean }[] = Array.from({ length: workers }, () => ({
    ...{ busyUntil: 0, isCrowd: false },
  }));
  const order: File[] = [];
  while (rest.length > 0) {
    const lane = lanes.reduce((first, other) => (other.busyUntil < first.busyUntil ? other : first));
    const isCrowded = lanes.some((other) => other !== lane && other.isCrowd && other.busyUntil > lane.busyUntil);
    const wanted = rest.findIndex(({ isCrowd }) => isCrowd !== isCrowded);
    const [next] = rest.splice(Math.max(0, wanted), 1);
    order.push(next!.file);
    Object.assign(lane, { busyUntil: lane.busyUntil + next!.seconds, isCrowd: next!.isCrowd });
  }
  return order;
}

export default class SideBySide extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root, maxWorkers } = this.ctx.config;
    const timed = files.map((file) => {
      const path = relative(root, file.moduleId).replaceAll('\\', '/');
      const crowd = CROWDS[path];
      return { file, seconds: crowd ?? LONG[path] ?? SHORT_S, isCrowd: crowd !== undefined };
    });
    return sideBySide(timed, maxWorkers);
  }
}
