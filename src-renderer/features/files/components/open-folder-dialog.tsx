import { useState } from 'react';
import { failureOf } from '../../../lib/client.ts';
import type { Failure } from '../../../lib/failure.ts';
import { t } from '../../../lib/i18n/index.ts';
import { FormDialog, TextField } from '../../../ui/index.ts';
import { openFolder, type OpenedFolder } from '../store.ts';

/** Opens any Kafka log folder by its path, to read. */
export function OpenFolderDialog({
  open,
  onClose,
  onOpened,
}: {
  open: boolean;
  onClose: () => void;
  onOpened: (folder: OpenedFolder) => void;
}) {
  const [path, setPath] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      onOpened(await openFolder(path));
      setFailure(null);
      onClose();
    } catch (error) {
      setFailure(failureOf(t('scope.openFailed'), error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      open={open}
      onClose={onClose}
      title={t('scope.openTitle')}
      description={t('scope.openText')}
      submitLabel={t('scope.openSubmit')}
      onSubmit={() => void submit()}
      failure={failure}
      busy={busy}
      disabled={path.trim() === ''}
      width={560}
      testId="open-folder-dialog"
    >
      <TextField
        label={t('column.folder')}
        value={path}
        onChange={(next) => {
          setPath(next);
          setFailure(null);
        }}
        placeholder="/var/lib/kafka/data"
        autoFocus
        mono
        data-testid="folder-path"
      />
    </FormDialog>
  );
}
