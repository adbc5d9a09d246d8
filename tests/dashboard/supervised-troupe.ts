// A troupe in memory with the real risk supervisor, on a node whose accounts confirm when they are told to.
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { account, SupervisorScene } from '../actors/risk-supervisor/supervisor-scene.ts';
import { type FakeTroupe, fakeTroupe, fault, type SeenCall } from '../support/fake-troupe.ts';

export interface SupervisedTroupe extends FakeTroupe {
  readonly scene: SupervisorScene;
  /** Accounts that take each control at once, and are flat at once. */
  confirming: readonly string[];
  /** Accounts by node. */
  readonly onNode: Map<string, readonly string[]>;
  /** What the supervisor was asked. */
  readonly commands: readonly SeenCall[];
  /** Its node cannot be reached. */
  isSilent: boolean;
}

const ACCOUNTS = ['alice-main', 'bob-main'];

export const supervisedTroupe = (config: { readonly approveLoosening?: boolean } = {}): SupervisedTroupe => {
  const troupe = fakeTroupe();
  const scene = new SupervisorScene(config);
  scene.affected = () => ACCOUNTS.map((name) => account(name));
  const onNode = new Map<string, readonly string[]>();

  const command = (name: string, params: Record<string, unknown>): unknown => {
    const refused = scene.refusals.length;
    const answer = scene.command(name, params, String(params['by']));
    const refusal = scene.refusals[refused];
    if (refusal !== undefined) throw fault(refusal.type, refusal.message);
    const { through } = scene.view();
    const flat = scene.view().controls.flatMap(({ seq, flatten }) => (flatten === true ? [seq] : []));
    scene.hear(...supervised.confirming.map((name) => ({ account: name, through, flat })));
    return answer;
  };
  const controls = (seq: unknown): { rows: readonly object[] } => ({
    rows: scene
      .view()
      .controls.filter((one) => seq === undefined || one.seq === seq)
      .map((one) => ({ ...rowOf(one), accounts: ACCOUNTS, actors: 2 })),
  });

  const answers: Readonly<Record<string, (params: Record<string, unknown>) => unknown>> = {
    [`${RISK_SUPERVISOR}.inspect`]: () => ({ address: RISK_SUPERVISOR, lifecycle: 'running', state: scene.view() }),
    'records.risk-controls': ({ seq }) => controls(seq),
    'records.risk-limit-history': (params) => ({ rows: [params], nextCursor: 'next' }),
    'records.breaches': (params) => ({ rows: [params] }),
    'records.accounts-on': ({ node }) => onNode.get(String(node)) ?? [],
    'troupe.nodes': () => [...onNode.keys()].map((node) => ({ node })),
  };
  const commands: SeenCall[] = [];

  const supervised: SupervisedTroupe = {
    ...troupe,
    ...{ scene, onNode, commands, confirming: ACCOUNTS, isSilent: false },
    async call(action, given = {}) {
      const params = given as Record<string, unknown>;
      const answer = answers[action];
      if (answer !== undefined) return answer(params);
      if (!action.startsWith(`${RISK_SUPERVISOR}.`)) return troupe.call(action, given);
      commands.push({ action, params });
      if (supervised.isSilent) throw fault('NODE_UNREACHABLE', 'node worker-1 cannot be reached');
      return command(action.slice(RISK_SUPERVISOR.length + 1), params);
    },
  };
  return supervised;
};

const rowOf = ({
  unconfirmed: _unconfirmed,
  unconfirmedCount: _unconfirmedCount,
  open: _open,
  openCount: _openCount,
  ...row
}: RiskSupervisorStateView['controls'][number]): object => ({ ...row, flatten: row.flatten ?? false });
