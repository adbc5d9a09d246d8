// The real risk supervisor without a host, behind the fake troupe: its answers, its records, and accounts that confirm when told to.
import type { BreachRow, RiskLimitRow } from '../../actors/domain/risk-rows.ts';
import type { ActorView } from '../../actors/views.ts';
import { account, SupervisorScene } from '../actors/risk-supervisor/supervisor-scene.ts';

export interface FakeSupervisor {
  readonly scene: SupervisorScene;
  /** Rows of `records.breaches`. */
  breaches: BreachRow[];
  /** Makes all accounts but these confirm what was said so far, flat as well. */
  confirm(options?: { late?: readonly string[] }): void;
  /** Carries out a command. Rejects with its refusal. */
  act(command: string, params: Record<string, unknown>, by: string): unknown;
  inspect(): Partial<ActorView>;
  limitHistory(): readonly RiskLimitRow[];
}

/** An error as actors throw it. */
const fault = (type: string, message: string): Error => Object.assign(new Error(message), { type, data: {} });

export const fakeSupervisor = (options: {
  readonly base: ActorView;
  readonly accounts: readonly string[];
  readonly now: () => number;
  readonly approveLoosening: boolean;
}): FakeSupervisor => {
  const { base, accounts, now, approveLoosening } = options;
  const scene = new SupervisorScene({ approveLoosening });
  scene.affected = () => accounts.map((name) => account(name));
  return {
    scene,
    breaches: [],
    confirm: ({ late = [] } = {}) => {
      const through = scene.controls.length;
      const flat = scene.view().controls.map(({ seq }) => seq);
      scene.hear(...accounts.filter((name) => !late.includes(name)).map((name) => ({ account: name, through, flat })));
    },
    act: (command, params, by) => {
      scene.now = now() - 1_000;
      const before = scene.refusals.length;
      const answer = scene.command(command, params, by);
      const refusal = scene.refusals[before];
      if (refusal !== undefined) throw fault(refusal.type, refusal.message);
      return answer;
    },
    inspect: () => ({ ...base, state: { ...scene.view() } }),
    limitHistory: () =>
      scene
        .view()
        .limits.map((one) => ({ ...one, before: null, after: one.value, control: one.version }))
        .reverse(),
  };
};
