import { router } from "@/server/trpc/init";
import { deleteModel } from "./procedures/delete-model";
import { describeModel } from "./procedures/describe-model";
import { getModel } from "./procedures/get-model";
import { listModels } from "./procedures/list-models";
import { loadModel } from "./procedures/load-model";
import { removeAlias } from "./procedures/remove-alias";
import { renameModel } from "./procedures/rename-model";
import { restoreModel } from "./procedures/restore-model";
import { saveModel } from "./procedures/save-model";
import { setAlias } from "./procedures/set-alias";
import { uploadModel } from "./procedures/upload-model";
import { watchModels } from "./procedures/watch-models";

export const modelsRouter = router({
  list: listModels,
  get: getModel,
  save: saveModel,
  upload: uploadModel,
  load: loadModel,
  setAlias,
  removeAlias,
  rename: renameModel,
  describe: describeModel,
  delete: deleteModel,
  restore: restoreModel,
  watch: watchModels,
});
