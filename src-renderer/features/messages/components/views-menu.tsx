import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock, IconButton, PopoverButton, TextField } from '../../../ui/index.ts';
import { useViews } from '../store.ts';

/** Ways of looking at a topic that were given a name: opened with a click, saved and removed in place. */
export function ViewsMenu({
  topic,
  query,
  onOpen,
}: {
  topic: string;
  /** Of the view on the screen. */
  query: Readonly<Record<string, string>>;
  onOpen: (query: Readonly<Record<string, string>>) => void;
}) {
  return (
    <PopoverButton
      label={t('views.title')}
      trigger={
        <Button kind="quiet" data-testid="views">
          {t('views.title')}
        </Button>
      }
    >
      <ViewList topic={topic} query={query} onOpen={onOpen} />
    </PopoverButton>
  );
}

function ViewList({ topic, query, onOpen }: Parameters<typeof ViewsMenu>[0]) {
  const { views, save, remove } = useViews(topic);
  const [name, setName] = useState('');
  const { run, busy, failure } = useAction(t('views.failed'), save, () => setName(''));
  return (
    <div className="clause-form">
      {views.length === 0 ? (
        <p className="muted">{t('views.none')}</p>
      ) : (
        <ul className="views">
          {views.map((view) => (
            <li key={view.name} className="row">
              <button
                type="button"
                className="link grow"
                onClick={() => onOpen(view.query)}
                data-testid="view"
              >
                {view.name}
              </button>
              <IconButton
                icon={X}
                label={t('views.remove', { name: view.name })}
                onClick={() => void remove(view.name)}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') run({ name: name.trim(), query });
        }}
      >
        <TextField
          label={t('views.save')}
          placeholder={t('views.name')}
          value={name}
          onChange={setName}
          data-testid="view-name"
        />
        {failure && <ErrorBlock failure={failure} />}
        <Button
          type="submit"
          kind="primary"
          busy={busy}
          disabled={name.trim() === ''}
          data-testid="view-save"
        >
          {t('action.save')}
        </Button>
      </form>
    </div>
  );
}
