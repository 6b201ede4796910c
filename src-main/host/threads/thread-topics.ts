import { threadTopic } from '#shared/contract/topics.ts';
import type { OpensTopics } from '../topics/open-topics.ts';
import type { Topic } from '../topics/topic.ts';
import type { ThreadHolder } from './holder.ts';
import type { ThreadRegistry } from './registry.ts';
import type { Verdicts } from './verdicts.ts';

/** Opens the topics of threads: whoever has one open holds its thread, and sees who decided in it. */
export function threadTopics(
  registry: ThreadRegistry,
  holder: ThreadHolder,
  verdicts: Verdicts,
): OpensTopics {
  return (name) => {
    const id = threadTopic.idOf(name);
    if (id === null) return null;
    const thread = registry.require(id);
    holder.opened(thread);
    verdicts.opened(thread);
    return { topic: thread.topic as Topic, release: () => holder.closed(thread) };
  };
}
