import { router } from "@/server/trpc/init";
import { createNotebook } from "./procedures/create-notebook";
import { deleteNotebook } from "./procedures/delete-notebook";
import { duplicateNotebook } from "./procedures/duplicate-notebook";
import { eraseNotebooks } from "./procedures/erase-notebooks";
import { exportNotebook } from "./procedures/export-notebook";
import { getNotebook } from "./procedures/get-notebook";
import { importNotebook } from "./procedures/import-notebook";
import { listNotebooks } from "./procedures/list-notebooks";
import { moveFolder } from "./procedures/move-folder";
import { organizeNotebooks } from "./procedures/organize-notebooks";
import { renameNotebook } from "./procedures/rename-notebook";
import { restoreNotebook } from "./procedures/restore-notebook";
import { searchNotebooks } from "./procedures/search-notebooks";
import { watchNotebooks } from "./procedures/watch-notebooks";

export const notebooksRouter = router({
  list: listNotebooks,
  get: getNotebook,
  create: createNotebook,
  rename: renameNotebook,
  delete: deleteNotebook,
  restore: restoreNotebook,
  erase: eraseNotebooks,
  watch: watchNotebooks,
  export: exportNotebook,
  import: importNotebook,
  duplicate: duplicateNotebook,
  search: searchNotebooks,
  organize: organizeNotebooks,
  moveFolder,
});
