import Activity from "lucide-react/icons/activity";
import Link from "next/link";
import { useShell } from "@/components/shell/app-shell";
import type { RunDisplay } from "@/lib/kernel/display/run";
import type { RendererProps } from "./renderer-props";

/** A run by its name, on the way to its page. */
export default function RunOutput({ value }: RendererProps<RunDisplay>) {
  const { workspace } = useShell();
  return (
    <p className="flex items-center gap-2 text-[13px] leading-5">
      <Activity size={14} aria-hidden className="text-accent" />
      <Link href={`/w/${workspace}/runs/${value.runId}`} className="rounded-sm font-medium hover:text-accent">
        {value.name} <span className="font-normal text-faint">#{value.number}</span>
      </Link>
      <span className="text-faint">seed {value.seed}</span>
    </p>
  );
}
