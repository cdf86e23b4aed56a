import Flag from "lucide-react/icons/flag";
import { Badge } from "@/components/ui/badge";

export const AliasFlag = ({ alias }: { alias: string }) => (
  <Badge tone="accent">
    <Flag size={11} aria-hidden />
    {alias}
  </Badge>
);
