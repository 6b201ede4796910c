import { useHomes } from '../connection/index.ts';
import { timeOfDay } from '../ui/format.ts';

/** How much of the account's limits is used; nothing where there are none. */
export function RateLimits() {
  const limits = useHomes().flatMap((home) => (home.demo ? [] : home.rateLimits));
  return limits.slice(0, 3).map((limit) => {
    const used = Math.min(100, Math.max(0, Math.round(limit.usedPercent)));
    return (
      <div key={limit.name} className="limit">
        <div className="limit-line">
          <span className="clip">{limit.name}</span>
          <span className="num">{used} %</span>
        </div>
        <div
          className="meter"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the element cannot be drawn alike everywhere
          role="meter"
          aria-label={limit.name}
          aria-valuenow={used}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <i style={{ width: `${used}%` }} data-high={used >= 90 || undefined} />
        </div>
        {limit.resetsAt === null ? null : <div className="faint">resets {timeOfDay(limit.resetsAt)}</div>}
      </div>
    );
  });
}
