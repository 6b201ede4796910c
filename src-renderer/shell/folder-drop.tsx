import { useEffect, useState } from 'react';
import { asFailure, musterShell, useConnection } from '../connection/index.ts';
import { tellFailure } from '../platform/messages.tsx';
import { navigate, toFleet } from '../platform/routes.ts';

/** In the desktop app a folder dropped anywhere becomes a workspace. A browser does not say where a folder is. */
export function FolderDrop() {
  const { client } = useConnection();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const shell = musterShell();
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      // Also without a shell: a dropped file must never replace the page.
      event.preventDefault();
      if (shell !== undefined) setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (shell === undefined) return;
      for (const file of event.dataTransfer?.files ?? []) {
        client
          .call('workspace/add', { path: shell.pathForFile(file) })
          .then(({ workspaceId }) => navigate(toFleet(workspaceId)))
          .catch((error: unknown) => tellFailure(`“${file.name}” was not added`, asFailure(error)));
      }
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [client]);
  return over ? (
    <div className="drop-target" aria-hidden="true">
      <span>Drop to add the folder as a workspace</span>
    </div>
  ) : null;
}
