import { createContext, use } from 'react';
import type { ContractClient } from '#shared/contract/client.ts';
import type { TopicStore } from './topic-store.ts';

/** The one connection of this page. */
export interface Connection {
  readonly client: ContractClient;
  readonly store: TopicStore;
}

/** Hands the connection to the components below. */
export const ConnectionContext = createContext<Connection | null>(null);

/** The connection of this page; only below its provider. */
export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (connection === null) throw new Error('no connection above this component');
  return connection;
}
