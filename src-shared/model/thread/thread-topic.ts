import type { ThreadId } from '../ids.ts';
import { defineTopics, key, single, texts } from '../topic.ts';
import type { GoalEntity } from './goal.ts';
import type {
  ItemEntity,
  QueueEntity,
  SentEntity,
  ThreadDetail,
  TurnEntity,
  VerdictEntity,
} from './thread.ts';

/** One thread: itself, its turns and items, and the texts of items that still grow. */
export const threadTopic = defineTopics<ThreadId>()('thread', {
  thread: single<ThreadDetail>(),
  /** The prompts that wait; absent until they were read. */
  queue: single<QueueEntity>(),
  /** Texts of the person that are on their way, or came back; absent while there are none. */
  sent: single<SentEntity>(),
  /** What it goes on for by itself; absent while there is nothing. */
  goal: single<GoalEntity>(),
  turn: key<string, TurnEntity>(),
  item: key<string, ItemEntity>(),
  /** What somebody other than the person decided, under the approval that it was about. */
  verdict: key<string, VerdictEntity>(),
  /** An item's texts while they grow, under the item's id. */
  text: texts<string>(),
});
