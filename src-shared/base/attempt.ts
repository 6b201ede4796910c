/**
 * Runs `work`; what it throws goes to `failed` and nowhere else. For whoever tells many, and must tell the next one
 * whatever this one did. What `failed` itself throws is reported as unhandled.
 */
export function attempt(work: () => void, failed: (error: unknown) => void = reportUnhandled): void {
  try {
    work();
  } catch (error) {
    try {
      failed(error);
    } catch (worse) {
      reportUnhandled(worse);
    }
  }
}

/** Hands an error to whoever watches the process or the page, as a rejection that nobody handled. Never throws. */
export function reportUnhandled(error: unknown): void {
  void Promise.reject(error);
}
