/** What the demo knows of a thread that it starts. */
export interface DemoThread {
  readonly name: string;
  readonly workspace: string;
  readonly title: string;
  readonly prompt: string;
  readonly expect: DemoExpectation;
}

/** The end that is foreseen when approvals are answered by the demo's rule. */
export interface DemoExpectation {
  readonly end: 'completed' | 'failed';
  /** Commands that ran, whatever their exit code; a declined one did not run. */
  readonly commands: number;
  /** Those of them that are meant to end with another exit code than 0: a test that fails before its fix. */
  readonly commandsFailed: number;
  /** Different files that were changed. */
  readonly filesChanged: number;
  /** Approvals that were asked for, by kind. */
  readonly approvals: Readonly<Record<string, number>>;
}
