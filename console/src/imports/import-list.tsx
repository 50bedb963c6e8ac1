import type { ImportWire } from '../../../src/identity/api.ts';
import { ProgressBar } from '../kit/progress.tsx';
import { describeError } from '../kit/states.tsx';
import { formatBytes, formatCount } from '../text/format.ts';
import { t } from '../text/t.ts';
import { Ago } from '../text/time.tsx';
import { Untrusted, UntrustedLine } from '../text/untrusted.tsx';
import { isNothingRead, linesText, reasonsOf } from './import-view.ts';
import type { Upload } from './uploads.ts';

/** Files on their way, then what was imported before. */
export function ImportList({ uploads, imports }: { uploads: readonly Upload[]; imports: readonly ImportWire[] }) {
  const sending = uploads.filter(
    (upload) => upload.state !== 'done' || !imports.some((one) => one.importId === upload.result?.importId),
  );
  if (sending.length === 0 && imports.length === 0) return null;
  return (
    <ul
      className="divide-line border-line max-h-96 divide-y overflow-y-auto border-t"
      aria-label="Imports"
      tabIndex={0}
    >
      {sending.map((upload) => (
        <li key={upload.key} className="px-4 py-2">
          <div className="flex items-baseline gap-3">
            <UntrustedLine text={upload.path} className="mono flex-1" />
            <span className="text-ink-3 tnum text-xs">{formatBytes(upload.sizeBytes)}</span>
          </div>
          {upload.state === 'failed' ? (
            <p role="alert" className="text-critical text-xs">
              {describeError(upload.error).message} {describeError(upload.error).remedy}
            </p>
          ) : (
            <div className="mt-1.5">
              <ProgressBar
                label={`Sending ${upload.path}`}
                value={upload.sizeBytes === 0 ? 0 : upload.sentBytes / upload.sizeBytes}
              />
            </div>
          )}
        </li>
      ))}
      {imports.map((one) => (
        <ImportRow key={one.importId} one={one} />
      ))}
    </ul>
  );
}

function ImportRow({ one }: { one: ImportWire }) {
  const reasons = reasonsOf(one.rejections);
  const nothingRead = isNothingRead(one);
  const isBad = one.state === 'failed' || nothingRead;
  return (
    <li className="px-4 py-2">
      <div className="flex items-baseline gap-3">
        <UntrustedLine text={one.fileName} className="mono flex-1" />
        <span className={isBad ? 'text-critical text-xs font-medium' : 'text-ink-3 text-xs'}>
          {nothingRead ? t('console.import.nothing-read') : t(`console.import.state.${one.state}`)}
        </span>
        <Ago at={one.finishedAt ?? one.startedAt} className="text-ink-3 w-16 text-right text-xs" />
      </div>
      <p className="text-ink-3 tnum flex flex-wrap gap-x-3 text-xs">
        <span>{formatBytes(one.bytesRead)}</span>
        <span>{formatCount(one.records)} records</span>
        {one.duplicates > 0 && <span>{formatCount(one.duplicates)} already known</span>}
        {one.rejected > 0 && <span className="text-medium">{formatCount(one.rejected)} unreadable</span>}
        <span className={one.findings > 0 ? 'text-ink font-medium' : ''}>{formatCount(one.findings)} findings</span>
      </p>
      {reasons.length > 0 && (
        <details className="text-ink-3 text-xs">
          <summary className="hover:text-ink-2">Why records were not read</summary>
          {one.rejected > one.rejections.length && (
            <p className="mt-1">Of the first {formatCount(one.rejections.length)}:</p>
          )}
          <ul className="mt-1 flex flex-col gap-0.5">
            {reasons.map(({ reason, lines }) => (
              <li key={reason}>
                {lines.length > 1 && <span className="tnum font-medium">{formatCount(lines.length)} × </span>}
                <Untrusted text={reason} /> <span className="mono">({linesText(lines)})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {one.error !== null && (
        <p className="text-critical text-xs">
          <Untrusted text={one.error} />
        </p>
      )}
    </li>
  );
}
