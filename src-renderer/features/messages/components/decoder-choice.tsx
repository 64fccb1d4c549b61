import { useId, useState } from 'react';
import {
  DECODERS,
  type DecodeAttempt,
  type DecoderChoice as Choice,
  type DecoderName,
  type Payload,
} from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock, PopoverButton, Select, TextField } from '../../../ui/index.ts';
import { useTopicDecoders } from '../store.ts';
import { translated } from '../../../lib/said.ts';

/** The ones a schema can be given for. */
const WITH_SCHEMA: readonly string[] = ['avro', 'protobuf', 'json-schema'];

/** How a payload was read, what every decoder made of it, and a way to have the topic read otherwise from now on. */
export function DecoderChoice({
  topic,
  part,
  payload,
  attempts,
  onChanged,
}: {
  topic: string;
  part: 'key' | 'value';
  payload: Payload;
  attempts: readonly DecodeAttempt[];
  onChanged: () => void;
}) {
  return (
    <PopoverButton
      label={t('decoder.title')}
      trigger={
        <Button kind="quiet" data-testid="decoder">
          {t('payload.decodedBy', { decoder: shownAs(payload) })}
        </Button>
      }
    >
      <div className="decoders">
        <table className="attempts">
          <tbody>
            {attempts.map(({ decoder, outcome, reason }) => (
              <tr key={decoder} data-outcome={outcome}>
                <th scope="row">{decoder}</th>
                <td>{t(`decoder.outcome.${outcome}`)}</td>
                <td className="muted">{reason && translated(reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <ChoiceForm topic={topic} part={part} onChanged={onChanged} />
      </div>
    </PopoverButton>
  );
}

function shownAs({ format, decoder }: Payload): DecoderName {
  return decoder ?? (format === 'json' || format === 'text' ? format : 'hex');
}

function ChoiceForm({
  topic,
  part,
  onChanged,
}: {
  topic: string;
  part: 'key' | 'value';
  onChanged: () => void;
}) {
  const { decoders, save } = useTopicDecoders(topic);
  const [draft, setDraft] = useState<Choice | null>(null);
  const { run, busy, failure } = useAction(t('decoder.failed'), save, onChanged);
  const schemaId = useId();
  if (decoders === null) return null;
  const choice = draft ?? decoders[part];
  const change = (next: Partial<Choice>): void => setDraft({ ...choice, ...next });
  const takesSchema = WITH_SCHEMA.includes(choice.decoder);
  return (
    <form
      className="clause-form wide"
      onSubmit={(event) => {
        event.preventDefault();
        const { schema, decoder } = choice;
        const kept =
          takesSchema && schema !== undefined && schema.text.trim() !== ''
            ? { decoder, schema }
            : { decoder };
        run({ ...decoders, [part]: kept });
      }}
    >
      <Select
        label={t(`decoder.choose.${part}`)}
        value={choice.decoder}
        onChange={(decoder) => change({ decoder })}
        options={(['auto', ...DECODERS] as const).map((one) => ({
          value: one,
          label: one === 'auto' ? t('decoder.auto') : one,
        }))}
        testId="decoder-choice"
      />
      {takesSchema && (
        <>
          <label htmlFor={schemaId}>{t('decoder.schema')}</label>
          <textarea
            id={schemaId}
            className="input mono script-text"
            rows={6}
            spellCheck={false}
            value={choice.schema?.text ?? ''}
            onChange={(event) => change({ schema: { ...choice.schema, text: event.target.value } })}
            data-testid="decoder-schema"
          />
        </>
      )}
      {choice.decoder === 'protobuf' && (
        <TextField
          label={t('decoder.messageType')}
          value={choice.schema?.messageType ?? ''}
          onChange={(messageType) =>
            change({ schema: { text: choice.schema?.text ?? '', ...(messageType && { messageType }) } })
          }
          mono
        />
      )}
      {failure && <ErrorBlock failure={failure} />}
      <Button kind="primary" type="submit" busy={busy} data-testid="decoder-save">
        {t('decoder.save')}
      </Button>
    </form>
  );
}
