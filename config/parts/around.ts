// What the actors of a node are put into; the parts that they reach outside are built from it.
import type { ServiceBroker } from 'moleculer';
import type { Member } from '../../runtime/cluster/member.ts';
import type { Admit } from '../../runtime/host/admission.ts';
import type { RuntimeMeter } from '../../runtime/ports/runtime-meter.ts';
import type { Stores } from './stores.ts';

/** What is around the actors of a node. */
export interface Around {
  readonly node: string;
  readonly stores: Stores;
  readonly broker: ServiceBroker;
  readonly meter: RuntimeMeter;
  /** To be asked once the node has started. */
  readonly member: () => Member;
  readonly admit: Admit;
}
