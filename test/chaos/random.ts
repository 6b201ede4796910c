import { randomFrom } from '../support/line-mutations.mjs';

/** Numbers from 0 to 1, the same row for the same seed. */
export type Random = () => number;

export { randomFrom };

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[below(random, from.length)] as T;
}
