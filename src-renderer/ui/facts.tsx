import type { ReactNode } from 'react';
import { Term, type TermId } from './tooltip.tsx';

export interface Fact {
  label: string;
  value: ReactNode;
  term?: TermId;
  /** Left out of a line that has no room for all, so that the line stays one as its numbers grow. */
  minor?: true;
  /** Leads from the explained term to where it happens. */
  onShow?: () => void;
}

/** Key-value facts on one line, wrapping: "Partitions 4 · Replication 1 · Size 12.4 MB". */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.label} className={fact.minor && 'minor'}>
          <dt>
            {fact.term ? (
              <Term id={fact.term} onShow={fact.onShow}>
                {fact.label}
              </Term>
            ) : (
              fact.label
            )}
          </dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Facts below each other, for a detail at the side. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="fact-list">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>
            {fact.term ? (
              <Term id={fact.term} onShow={fact.onShow}>
                {fact.label}
              </Term>
            ) : (
              fact.label
            )}
          </dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
