import type { ReactNode } from 'react';
import type { GroupRow, TopicRow } from '../../../../src-main/contract/index.ts';
import { formatRate, formatSum } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { Sparkline } from '../../../ui/index.ts';
import { busiestTopics, furthestBehind } from '../standings.ts';

/** Where the records come in and who is behind: the few that matter, each with its way there. */
export function Standings({ topics, groups }: { topics: readonly TopicRow[]; groups: readonly GroupRow[] }) {
  return (
    <div className="standings">
      <Standing title={t('standings.topics')} none={t('standings.noTopics')}>
        {busiestTopics(topics).map((topic) => (
          <Line
            key={topic.name}
            name={topic.name}
            address={addressOf(['topics', topic.name])}
            value={formatRate(topic.recordsInPerSecond)}
            history={topic.history}
          />
        ))}
      </Standing>
      <Standing title={t('standings.groups')} none={t('standings.noGroups')}>
        {furthestBehind(groups).map((group) => (
          <Line
            key={group.groupId}
            name={group.groupId}
            address={addressOf(['groups', group.groupId])}
            value={formatSum(group.lag, group.unknownLags)}
            history={group.history}
          />
        ))}
      </Standing>
    </div>
  );
}

function Standing({
  title,
  none,
  children,
}: {
  title: string;
  none: string;
  children: readonly ReactNode[];
}) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children.length === 0 ? <p className="muted">{none}</p> : <ul>{children}</ul>}
    </section>
  );
}

function Line(props: { name: string; address: string; value: string; history: readonly number[] }) {
  const { name, address, value, history } = props;
  return (
    <li className="standing">
      <button type="button" className="link ellipsis" title={name} onClick={() => openPlace(address)}>
        {name}
      </button>
      <Sparkline values={history} label={`${name} ${value}`} />
      <span className="standing-value">{value}</span>
    </li>
  );
}
