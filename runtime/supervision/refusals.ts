import { ActorError } from '../errors.ts';

/** Thrown when a command names a child that its supervisor does not have. */
export class ChildUnknown extends ActorError {
  constructor(supervisor: string, id: string) {
    super('CHILD_UNKNOWN', `${supervisor} has no child ${id}`, { supervisor, id });
  }
}

/** Thrown when a child is added under an id that is taken; remove the other one first. */
export class ChildExists extends ActorError {
  constructor(supervisor: string, id: string) {
    super('CHILD_EXISTS', `${supervisor} already has a child ${id}`, { supervisor, id });
  }
}

/** Thrown when a supervisor that is going down, or is down, is asked for anything. */
export class SupervisorDown extends ActorError {
  constructor(supervisor: string, reason: string) {
    super('SUPERVISOR_DOWN', `${supervisor} is down: ${reason}`, { supervisor });
  }
}
