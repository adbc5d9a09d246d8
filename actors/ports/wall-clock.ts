/**
 * Name of the port that tells an actor what time it is: `perform(WALL_CLOCK_PORT, …)` answers epoch milliseconds UTC. A transition
 * reads no clock, and where it must know the age of what it was told, the answer is a message like any other.
 */
export const WALL_CLOCK_PORT = 'wall-clock';
