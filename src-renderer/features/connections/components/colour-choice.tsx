import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import type { ConnectionColour } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { CONNECTION_COLOURS, colourOf } from '../../../ui/index.ts';

const CHOICES = ['none', ...CONNECTION_COLOURS] as const;

/** The colour that marks a connection in the title bar and on its tabs. */
export function ColourChoice({
  value,
  onChange,
}: {
  value: ConnectionColour | null;
  onChange: (colour: ConnectionColour | null) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label id={id}>{t('connections.colour')}</label>
      <RadioGroup
        className="colour-choice"
        aria-labelledby={id}
        value={value ?? 'none'}
        onValueChange={(next) => onChange(next === 'none' ? null : (next as ConnectionColour))}
      >
        {CHOICES.map((choice) => (
          <Radio.Root
            key={choice}
            value={choice}
            className="colour-swatch"
            aria-label={t(`colour.${choice}`)}
            title={t(`colour.${choice}`)}
            data-testid={`colour-${choice}`}
          >
            <span style={{ background: choice === 'none' ? 'transparent' : colourOf(choice) }} />
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
