/** What an engine can do beyond running turns. Whoever needs one of these asks for it, never for the engine's name. */
export interface Capabilities {
  /** Prompts can wait for the running turn to end. */
  readonly queue: boolean;
  /** A text can be sent into a running turn. */
  readonly steer: boolean;
  /** What a thread works with (model, effort, permission mode, plan) can be changed after it began. */
  readonly settings: boolean;
  /** Threads can have a goal that they go on with by themselves. */
  readonly goals: boolean;
  /** A reviewer of its own can decide requests in place of a person. */
  readonly reviewer: boolean;
  /** Commands can go on in the background after their turn. */
  readonly backgroundTerminals: boolean;
  /** It keeps which threads were read. */
  readonly readState: boolean;
  /** A thread can begin with the history of another. */
  readonly fork: boolean;
  /** A thread can go back to before a turn. */
  readonly revert: boolean;
  /** What was said can be put into fewer words on request. */
  readonly compact: boolean;
  /** It can review changes as a turn. */
  readonly review: boolean;
  /** It finds files by parts of their names, as one types. */
  readonly fileSearch: boolean;
  /** Agents have skills that a prompt can name. */
  readonly skills: boolean;
  /** It has homes: folders with an account and a configuration. */
  readonly homes: boolean;
  /** It has a configuration in layers, MCP servers and hooks that a person can look at and change. */
  readonly setup: boolean;
}
