export { ConnectionContext, useConnection, type Connection } from './context.ts';
export {
  asFailure,
  everySelector,
  useAction,
  useConnectionState,
  useEntity,
  useSelected,
  useText,
  useTopicStatus,
  type Action,
  type Selector,
} from './hooks.ts';
export { connectBrowser, connectTo } from './connect.ts';
export { musterShell } from './shell-bridge.ts';
export type { TopicStatus } from './topic-store.ts';
export {
  useApproval,
  useFleetRow,
  useFleetRows,
  useGateway,
  useHomes,
  useHostFact,
  useNotices,
  usePendingCount,
  useRules,
  useSetting,
  useToldSetting,
  useWorkspace,
  useWorkspaces,
} from './model-hooks.ts';
export { listenForPorts } from './shell-bridge.ts';
export { openSession, sessionKey, enterTyped, type Session } from './session.ts';
