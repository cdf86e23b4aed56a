import { router } from "@/server/trpc/init";
import { changesBetween } from "./procedures/changes-between";
import { keepVersion } from "./procedures/keep-version";
import { listVersions } from "./procedures/list-versions";
import { nameVersion } from "./procedures/name-version";
import { readVersion } from "./procedures/read-version";
import { watchVersions } from "./procedures/watch-versions";

export const historyRouter = router({
  list: listVersions,
  read: readVersion,
  changes: changesBetween,
  keep: keepVersion,
  name: nameVersion,
  watch: watchVersions,
});
