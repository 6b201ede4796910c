import { runBench } from './support/bench.ts';
import { BATCHES_TOPIC } from '#shared/contract/topics.ts';
import { askEverywhere, fiveAtOnce, startAskingFleet } from './support/asking-fleet.ts';
runBench({
  about: '',
  run: async () => {
    const fleet = await startAskingFleet('tmpflood', 20, () => fiveAtOnce(100));
    try {
      const t0 = performance.now();
      let ids = await askEverywhere(fleet, 100);
      console.error('asked in', performance.now() - t0);
      await fleet.client.follow(BATCHES_TOPIC);
      for (let r = 0; r < 2; r += 1) {
        if (r > 0) ids = await askEverywhere(fleet, 100, ids);
        const before = fleet.teed.read().reduce((s, p) => s + p.answered.length, 0);
        const approvalIds = fleet.pending().map((a) => a.id);
        const { batchId } = await fleet.client.client.call('batch/decide', {
          approvalIds,
          decision: process.env['DEC'] === 'decline' ? 'decline' : 'accept',
          delayMs: 3000,
        });
        const b: any = await fleet.client.when(() => {
          const v: any = [...(fleet.client.client.view(BATCHES_TOPIC)?.mirror.values.values() ?? [])].find(
            (x: any) => x.id === batchId,
          );
          return v?.outcome == null ? undefined : v;
        });
        await fleet.client.when(() =>
          fleet.client.rows().every(({ state }) => state === 'finished') ? true : undefined,
        );
        const times = fleet.teed
          .read()
          .flatMap((p) => p.answered.map((a) => a.at))
          .sort((x, y) => x - y)
          .slice(before);
        console.error(
          times.length,
          'first',
          times[0]! - b.dueAt,
          'p50',
          times[250]! - b.dueAt,
          'p90',
          times[450]! - b.dueAt,
          'last',
          times.at(-1)! - b.dueAt,
          'outcome.at',
          b.outcome.at - b.dueAt,
        );
      }
      return true;
    } finally {
      await fleet.end();
    }
  },
});
