import Play from 'lucide-react/icons/play';
import Plus from 'lucide-react/icons/plus';
import Square from 'lucide-react/icons/square';
import Trash2 from 'lucide-react/icons/trash-2';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import { actOnSample, useSample, useSampleActions } from '../../lib/sample-stream.ts';
import { Button, Copyable, Count, ErrorBlock, Facts, Screen, ScreenHead, StateMark } from '../../ui/index.ts';
import { ConnectDoor } from './components/connect-door.tsx';
import { useCluster } from './store.ts';
import './welcome.css';

/** The first run: connect an app, start a sample stream, create a topic. */
export function WelcomeScreen({ query, setQuery }: ScreenProps) {
  const { value: overview, asOfMs } = useCluster();
  const bootstrap = overview?.bootstrapServers;
  return (
    <Screen testId="screen-welcome">
      <ScreenHead
        title={t(overview && asOfMs === null ? 'welcome.title' : 'screen.welcome')}
        facts={<span className="muted">{t('welcome.text')}</span>}
        asOfMs={asOfMs}
      />
      <div className="scroll pad doors" tabIndex={0} role="region" aria-label={t('screen.content')}>
        <section className="door" aria-label={t('welcome.connect')}>
          <h2>{t('welcome.connect')}</h2>
          <p className="muted">{t('welcome.connectText')}</p>
          {bootstrap ? (
            <>
              <Copyable text={bootstrap} />
              <ConnectDoor
                bootstrap={bootstrap}
                chosen={query.client}
                onChoose={(client) => setQuery({ client })}
              />
            </>
          ) : (
            <p className="muted">{t('state.loading')}</p>
          )}
        </section>
        <div className="door-column">
          <SampleDoor />
          <section className="door" aria-label={t('welcome.create')}>
            <h2>{t('welcome.create')}</h2>
            <p className="muted">{t('welcome.createText')}</p>
            <div>
              <Button
                icon={Plus}
                onClick={() => openPlace('/topics?dialog=create')}
                data-testid="door-create"
              >
                {t('topics.create')}
              </Button>
            </div>
          </section>
        </div>
      </div>
    </Screen>
  );
}

function SampleDoor() {
  const { event: sample } = useSample();
  const { failure, busy } = useSampleActions();
  const exists = sample?.exists === true;
  return (
    <section className="door" aria-label={t('welcome.sample')}>
      <h2>{t('welcome.sample')}</h2>
      <p className="muted">{t('welcome.sampleText')}</p>
      {exists && (
        <>
          <p className="row" data-testid="sample-state" data-running={sample.running}>
            <StateMark shape={sample.running ? 'full' : 'ring'} />
            {t(sample.running ? 'welcome.sampleRunning' : 'welcome.sampleStopped')}
          </p>
          {(sample.running || sample.sent > 0) && (
            <Facts
              facts={[
                { label: t('welcome.sent'), value: <Count value={sample.sent} /> },
                { label: t('welcome.consumed'), value: <Count value={sample.consumed} /> },
              ]}
            />
          )}
          <div className="row wrap">
            <button
              type="button"
              className="link"
              onClick={() => openPlace(addressOf(['topics', sample.topic], { from: 'live' }))}
            >
              {t('welcome.seeTopic', { topic: sample.topic })}
            </button>
            <button
              type="button"
              className="link"
              onClick={() => openPlace(addressOf(['groups', sample.groupId]))}
            >
              {t('welcome.seeGroup', { group: sample.groupId })}
            </button>
          </div>
        </>
      )}
      {failure && <ErrorBlock failure={failure} />}
      <div className="row wrap">
        {sample?.running ? (
          <Button
            icon={Square}
            busy={busy === 'stop'}
            onClick={() => actOnSample('stop')}
            data-testid="sample-stop"
          >
            {t('welcome.sampleStop')}
          </Button>
        ) : (
          <Button
            kind="primary"
            icon={Play}
            busy={busy === 'start'}
            // Whether it runs already is not known yet.
            disabled={sample === null}
            onClick={() => actOnSample('start')}
            data-testid="sample-start"
          >
            {t('welcome.sampleStart')}
          </Button>
        )}
        {exists && (
          <Button
            icon={Trash2}
            kind="quiet"
            busy={busy === 'remove'}
            onClick={() => actOnSample('remove')}
            data-testid="sample-remove"
          >
            {t('welcome.sampleRemove')}
          </Button>
        )}
      </div>
    </section>
  );
}
