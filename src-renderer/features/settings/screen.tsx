import { t, type Language } from '../../lib/i18n/index.ts';
import { changeSettings, useSettings, type Density, type ThemeChoice } from '../../lib/settings.ts';
import { Screen, ScreenHead, Segmented, Switch } from '../../ui/index.ts';
import { ClusterSettings } from './components/cluster-settings.tsx';
import { Shortcuts } from './components/shortcuts.tsx';
import './settings.css';

/** Looks, language, what holds for the cluster, and every shortcut there is. */
export function SettingsScreen() {
  const settings = useSettings();
  return (
    <Screen testId="screen-settings">
      <ScreenHead title={t('screen.settings')} />
      <div className="scroll pad settings" tabIndex={0} role="region" aria-label={t('screen.content')}>
        <div className="setting">
          <span>{t('settings.theme')}</span>
          <Segmented<ThemeChoice>
            label={t('settings.theme')}
            value={settings.theme}
            onChange={(theme) => changeSettings({ theme })}
            options={(['system', 'light', 'dark'] as const).map((one) => ({
              value: one,
              label: t(`theme.${one}`),
            }))}
            testId="setting-theme"
          />
        </div>
        <div className="setting">
          <span>{t('settings.density')}</span>
          <Segmented<Density>
            label={t('settings.density')}
            value={settings.density}
            onChange={(density) => changeSettings({ density })}
            options={(['compact', 'normal', 'roomy'] as const).map((one) => ({
              value: one,
              label: t(`density.${one}`),
            }))}
          />
        </div>
        <div className="setting">
          <span>{t('settings.contrast')}</span>
          <Switch
            label={t('settings.contrastMore')}
            checked={settings.highContrast}
            onChange={(highContrast) => changeSettings({ highContrast })}
            testId="setting-contrast"
          />
        </div>
        <div className="setting">
          <span>{t('settings.language')}</span>
          <Segmented<Language>
            label={t('settings.language')}
            value={settings.language}
            onChange={(language) => changeSettings({ language })}
            options={[
              { value: 'en', label: 'English' },
              { value: 'ko', label: '한국어' },
            ]}
            testId="setting-language"
          />
        </div>
        <ClusterSettings />
        <Shortcuts />
      </div>
    </Screen>
  );
}
