import { useQueryClient } from '@tanstack/react-query';
import { FileUp, FolderOpen, FolderUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ChangeEvent, DragEvent } from 'react';
import { useSpace } from '../data/space.tsx';
import { useSpaceQuery } from '../data/use-query.ts';
import { Button } from '../kit/button.tsx';
import { Callout } from '../kit/callout.tsx';
import { cx } from '../kit/cx.ts';
import { Panel } from '../kit/panel.tsx';
import { describeError } from '../kit/states.tsx';
import { type Dropped, filesOfDrop, filesOfInput, sortFiles, type SortedFiles } from './collect-files.ts';
import { ImportList } from './import-list.tsx';
import { LeftFiles } from './left-files.tsx';
import { sendFile, waitingUploads } from './uploads.ts';
import type { Upload } from './uploads.ts';

/** "Open a folder of logs": drop or pick files; each is sent, read and judged, with its progress and its result. */
export function ImportPanel() {
  const space = useSpace();
  const queries = useQueryClient();
  const imports = useSpaceQuery('imports', [], (clients) => clients.identity.listImports({}));
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [taken, setTaken] = useState<{ sorted: SortedFiles; isWhole: boolean } | null>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);

  function change(key: string, part: Partial<Upload>): void {
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }

  async function start({ files: all, isWhole }: Dropped): Promise<void> {
    const sorted = sortFiles(all);
    const files = sorted.sent;
    setFault(null);
    setTaken({ sorted, isWhole });
    setUploads(waitingUploads(files));
    // One after the other: the server judges in order, and a failed file does not stop the next.
    for (const [index, entry] of files.entries()) {
      const key = waitingUploads([entry])[0]?.key ?? String(index);
      if (stop.current.signal.aborted) return;
      change(key, { state: 'sending' });
      try {
        const result = await sendFile(space, entry, (sentBytes) => change(key, { sentBytes }), stop.current.signal);
        change(key, { state: 'done', result, sentBytes: entry.file.size });
      } catch (error) {
        change(key, { state: 'failed', error });
      }
      void queries.invalidateQueries({ queryKey: [space, 'imports'] });
    }
  }

  async function onDrop(event: DragEvent): Promise<void> {
    event.preventDefault();
    setOver(false);
    try {
      await start(await filesOfDrop(event.dataTransfer));
    } catch (error) {
      setFault(`The files could not be read: ${describeError(error).message}`);
    }
  }

  function onPick(event: ChangeEvent<HTMLInputElement>): void {
    const { files } = event.target;
    if (files !== null && files.length > 0) void start({ files: filesOfInput(files), isWhole: true });
    event.target.value = '';
  }

  return (
    <Panel title="Open a folder of logs" flush>
      <div className="p-4">
        <div
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => void onDrop(event)}
          className={cx(
            'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md border border-dashed px-4 py-3',
            over ? 'border-accent bg-accent-soft' : 'border-edge',
          )}
        >
          <FolderOpen size={20} className="text-ink-3" aria-hidden="true" />
          <div className="min-w-48 flex-1">
            <p>Drop a folder or files here.</p>
            <p className="text-ink-3 text-xs">
              Logs of Okta, Entra, Google Workspace and 13 other vendors, name look-ups or OCSF, as NDJSON or JSON, gzip
              or not. They stay on this machine.
            </p>
          </div>
          <div className="flex gap-2">
            <Button icon={<FolderUp size={15} />} onClick={() => folderInput.current?.click()}>
              Folder
            </Button>
            <Button icon={<FileUp size={15} />} onClick={() => fileInput.current?.click()}>
              Files
            </Button>
          </div>
          <input
            ref={folderInput}
            type="file"
            hidden
            multiple
            aria-label="Folder of logs"
            onChange={onPick}
            {...{ webkitdirectory: '' }}
          />
          <input ref={fileInput} type="file" hidden multiple aria-label="Log files" onChange={onPick} />
        </div>
        {fault !== null && (
          <div className="mt-3">
            <Callout kind="problem">{fault}</Callout>
          </div>
        )}
        {taken !== null && (
          <div className="mt-3 empty:hidden">
            <LeftFiles {...taken} />
          </div>
        )}
      </div>
      <ImportList uploads={uploads} imports={imports.data?.items ?? []} />
    </Panel>
  );
}
