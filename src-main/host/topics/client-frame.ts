import { z } from 'zod';
import type { ClientFrame } from '#shared/contract/frames.ts';

const count = z.number().int().nonnegative();
const name = z.string().min(1).max(500);

const frame = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('hello'),
    version: z.number().int(),
    client: z.string().min(1).max(100),
    name: z.string().max(200),
  }),
  z.object({ t: z.literal('call'), id: count, method: z.string().max(100), params: z.unknown() }),
  z.object({
    t: z.literal('open'),
    topic: name,
    have: z.object({ epoch: z.string().max(100), rev: count, texts: z.record(z.string(), count) }).optional(),
  }),
  z.object({ t: z.literal('close'), topic: name }),
  z.object({ t: z.literal('ack'), seq: count }),
]);

/** Checks what a client sent; undefined for anything that is not of the contract's shape. */
export function readClientFrame(raw: unknown): ClientFrame | undefined {
  const checked = frame.safeParse(raw);
  return checked.success ? (checked.data as ClientFrame) : undefined;
}
