import { router } from "@/server/trpc/init";
import { place } from "./place";

export const kernelRouter = router({ place });
