import { MessagesPanel } from '../features/messages/index.ts';
import { TopicScreen } from '../features/topics/index.ts';
import type { ScreenProps } from '../lib/place.ts';

/** The topic page with the message browser in its first tab: two features the app puts together. */
export function TopicPage(props: ScreenProps) {
  return (
    <TopicScreen
      {...props}
      renderMessages={({ name: topic, id }, partitions, groups) => (
        <MessagesPanel
          key={topic}
          topic={topic}
          topicId={id}
          partitions={partitions}
          groups={groups}
          query={props.query}
          setQuery={props.setQuery}
          setQuerySoon={props.setQuerySoon}
          active={props.active}
        />
      )}
    />
  );
}
