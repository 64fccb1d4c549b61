import type { ClusterId } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { CopyButton, Dialog, ErrorBlock } from '../../../ui/index.ts';
import { useExport } from '../store.ts';

/** The connection as a `client.properties`, without its secrets. */
export function ExportDialog({ id, name, onClose }: { id: ClusterId; name: string; onClose: () => void }) {
  const { value, failure } = useExport(id);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('connections.exportOf', { name })}
      description={t('connections.exportText')}
      width={640}
      testId="export-dialog"
    >
      {failure && <ErrorBlock failure={failure} />}
      {value && (
        <div className="row export-text">
          <pre className="mono grow">{value.text}</pre>
          <CopyButton text={value.text} label={t('action.copy')} />
        </div>
      )}
    </Dialog>
  );
}
