import { ContractFailure } from '#shared/contract/errors.ts';
import type { ClientIdentity } from './client-session.ts';
import type { Topic } from './topic.ts';

/** A topic that a client has open, until it is released. */
export interface OpenTopic {
  readonly topic: Topic;
  release(): void;
}

/** Opens the topics of one part; null for a name that is not of them. Throws ContractFailure. */
export type OpensTopics = (name: string, client: ClientIdentity) => OpenTopic | null;

/** Topics that are there as long as the host. */
export function standing(...topics: readonly Topic[]): OpensTopics {
  const byName = new Map(topics.map((topic) => [topic.name, topic]));
  return (name) => {
    const topic = byName.get(name);
    return topic === undefined ? null : { topic, release: () => {} };
  };
}

/** Asks one part after the other for a topic. Throws ContractFailure `notFound` when none has it. */
export function openTopic(parts: readonly OpensTopics[], name: string, client: ClientIdentity): OpenTopic {
  for (const opens of parts) {
    const open = opens(name, client);
    if (open !== null) return open;
  }
  throw new ContractFailure({ code: 'notFound', message: `There is no topic ${name}.` });
}
