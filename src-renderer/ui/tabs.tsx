import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabSpec<V extends string> {
  value: V;
  label: string;
  /** A count behind the name. */
  count?: ReactNode;
  render: () => ReactNode;
}

/** Tabs inside a screen; only the chosen one is mounted, so that the others cost nothing. */
export function Tabs<V extends string>({
  label,
  value,
  tabs,
  onChange,
}: {
  label: string;
  value: V;
  tabs: readonly TabSpec<V>[];
  onChange: (value: V) => void;
}) {
  return (
    <Base.Root className="tabs" value={value} onValueChange={(next) => onChange(next as V)}>
      <Base.List className="tab-list" aria-label={label} activateOnFocus={false}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className="tab" data-testid={`tab-${tab.value}`}>
            {tab.label}
            {tab.count !== undefined && <span className="tab-count">{tab.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="tab-panel" data-view={tab.value}>
          {tab.value === value ? tab.render() : null}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
