import { useId } from 'react';
import type { Rule } from '#shared/model/rule/rule.ts';
import { GroupContent, type Block } from '../groups/index.ts';
import { alsoWords, othersWords, type RulePlan } from './rule-plan.ts';

/** What the rule would decide of what waits now: the card's own request, and all the others, whole, to be chosen. */
export function RuleWaiting(props: {
  effect: Rule['effect'];
  plan: RulePlan;
  /** The request that the rule is made from waits. */
  waits: boolean;
  blocks: readonly Block[];
  /** Contents that were seen whole; null while that does not matter. */
  seen(block: Block): boolean | null;
  also: boolean;
  setAlso(also: boolean): void;
}) {
  const { effect, plan, waits, blocks, seen, also, setAlso } = props;
  const about = useId();
  const verb = effect === 'accept' ? 'accepts' : 'declines';
  return (
    <section className="rule-waiting">
      <h3>What waits now</h3>
      {plan.own ? (
        <p>It {verb} the request on the card.</p>
      ) : waits ? (
        <p>By itself it does not decide the request on the card; that one stays for you.</p>
      ) : plan.others.length === 0 ? (
        <p>It decides nothing that waits now.</p>
      ) : null}
      {plan.others.length === 0 ? null : (
        <>
          <div className="boxed-choices">
            <label className="boxed-choice">
              <input
                type="checkbox"
                checked={also}
                aria-describedby={about}
                onChange={(event) => setAlso(event.target.checked)}
              />
              <span>
                {alsoWords(effect, plan)}
                <span className="sub" id={about}>
                  {othersWords(plan, also)}
                </span>
              </span>
            </label>
          </div>
          <section className="rule-others" aria-label="What waits now">
            {blocks.map((block) => (
              <GroupContent key={block.key} id={block.key} members={block.members} seen={seen(block)} />
            ))}
          </section>
        </>
      )}
    </section>
  );
}
