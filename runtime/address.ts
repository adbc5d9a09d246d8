/** `<kind>.<id>`, e.g. `strategy.01J…`; also the actor's Moleculer service name. */
export type ActorAddress = string;

export const kindOf = (address: ActorAddress): string => address.slice(0, address.indexOf('.'));
export const idOf = (address: ActorAddress): string => address.slice(address.indexOf('.') + 1);
