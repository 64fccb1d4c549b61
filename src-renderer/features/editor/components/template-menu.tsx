import { useState } from 'react';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, FormDialog, Menu, PopoverButton, TextField, type MenuEntry } from '../../../ui/index.ts';
import type { Draft } from '../draft.ts';
import { useTemplates } from '../producing-store.ts';
import { draftOfTemplate, templateOf } from '../template-of.ts';

/** Variables with an example each; the rest is said in words. */
const VARIABLES = [
  '{{sequence}}',
  '{{sequence 6}}',
  '{{int 1 100}}',
  '{{float 0 10 2}}',
  '{{bool}}',
  '{{choice red "dark green" blue}}',
  '{{uuid}}',
  '{{now}}',
  '{{now.iso}}',
  '{{string 12}}',
  '{{hex 8}}',
  '{{person.fullName}}',
  '{{ko.person.fullName}}',
] as const;

/** Saved templates of the topic: open, save, remove; and what variables there are. */
export function TemplateMenu({
  topic,
  draft,
  onOpen,
}: {
  topic: string;
  draft: Draft;
  onOpen: (draft: Draft) => void;
}) {
  const { templates, save, remove } = useTemplates(topic);
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const template = templateOf(draft);
  const saving = useAction(
    t('template.failed'),
    () => save(name.trim(), template!),
    () => setNaming(false),
  );
  const removing = useAction(t('template.failed'), (which: string) => remove(which));
  const entries: MenuEntry[] = [
    ...(templates.length === 0
      ? [{ id: 'none', label: t('template.none'), disabled: true, run: () => {} }]
      : templates.map((saved) => ({
          id: `open-${saved.name}`,
          label: saved.name,
          run: () => onOpen(draftOfTemplate(saved.template, draft)),
        }))),
    null,
    {
      id: 'save',
      label: t('template.saveAs'),
      disabled: template === null,
      note: template === null ? t('template.byteDraft') : undefined,
      run: () => setNaming(true),
    },
    ...templates.map((saved) => ({
      id: `remove-${saved.name}`,
      label: t('template.removeOf', { name: saved.name }),
      danger: true,
      run: () => removing.run(saved.name),
    })),
  ];
  return (
    <>
      <Menu
        label={t('template.menu')}
        align="end"
        trigger={
          <Button kind="quiet" data-testid="templates">
            {t('template.menu')}
          </Button>
        }
        entries={entries}
      />
      <PopoverButton
        label={t('template.variables')}
        trigger={
          <Button kind="quiet" data-testid="variables">
            {t('template.variables')}
          </Button>
        }
      >
        <div className="variables">
          <p>{t('template.help')}</p>
          <ul className="mono">
            {VARIABLES.map((variable) => (
              <li key={variable}>{variable}</li>
            ))}
          </ul>
          <p className="muted">{t('template.more')}</p>
        </div>
      </PopoverButton>
      <FormDialog
        open={naming}
        onClose={() => setNaming(false)}
        title={t('template.saveTitle')}
        submitLabel={t('template.save')}
        onSubmit={() => saving.run()}
        busy={saving.busy}
        failure={saving.failure}
        disabled={name.trim() === ''}
        testId="template-dialog"
      >
        <TextField
          label={t('template.name')}
          value={name}
          onChange={setName}
          maxLength={80}
          autoFocus
          data-testid="template-name"
        />
      </FormDialog>
    </>
  );
}
