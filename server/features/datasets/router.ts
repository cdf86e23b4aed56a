import { router } from "@/server/trpc/init";
import { cancelImport } from "./procedures/cancel-import";
import { commitDataset } from "./procedures/commit-dataset";
import { deleteDataset } from "./procedures/delete-dataset";
import { getDataset } from "./procedures/get-dataset";
import { getVersion } from "./procedures/get-version";
import { importAgain } from "./procedures/import-again";
import { importFrom } from "./procedures/import-from";
import { importUpload } from "./procedures/import-upload";
import { listArriving } from "./procedures/list-arriving";
import { listDatasets } from "./procedures/list-datasets";
import { previewRows } from "./procedures/preview-rows";
import { renameDataset } from "./procedures/rename-dataset";
import { resolveVersion } from "./procedures/resolve-version";
import { restoreDataset } from "./procedures/restore-dataset";
import { retryArriving } from "./procedures/retry-arriving";
import { versionStatistics } from "./procedures/version-statistics";
import { versionUsage } from "./procedures/version-usage";
import { watchDatasets } from "./procedures/watch-datasets";
import { watchImport } from "./procedures/watch-import";

export const datasetsRouter = router({
  list: listDatasets,
  watch: watchDatasets,
  arriving: listArriving,
  retryArriving,
  get: getDataset,
  version: getVersion,
  resolve: resolveVersion,
  commit: commitDataset,
  importAgain,
  importFrom,
  importUpload,
  watchImport,
  cancelImport,
  rows: previewRows,
  stats: versionStatistics,
  usage: versionUsage,
  rename: renameDataset,
  delete: deleteDataset,
  restore: restoreDataset,
});
