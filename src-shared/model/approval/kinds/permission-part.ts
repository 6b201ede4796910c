import { fields, oneOf, text } from './kind.ts';

/** One of the permissions that are asked for together. */
export interface PermissionPart {
  readonly id: string;
  readonly access: 'network' | 'read' | 'write';
  /** The path, or what stands for one; empty for the network. */
  readonly what: string;
}

export const isPermissionPart = fields({ id: text, access: oneOf('network', 'read', 'write'), what: text });
