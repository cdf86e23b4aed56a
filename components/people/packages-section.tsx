"use client";
import { ListSetting } from "./list-setting";

const options = [
  { value: "all", label: "Any package" },
  { value: "some", label: "These packages" },
] as const;

interface PackagesSectionProps {
  workspace: string;
  /** Undefined: any. */
  allowed: readonly string[] | undefined;
  canChange: boolean;
}

/** Which packages of the npm registry cells may import. */
export function PackagesSection({ workspace, allowed, canChange }: PackagesSectionProps) {
  return (
    <ListSetting
      workspace={workspace}
      canChange={canChange}
      title="Packages"
      hint="What cells may import from the npm registry. What a package depends on comes with it."
      label="Cells may import"
      options={options}
      listLabel="Allowed packages"
      listHint="One a line, such as d3-array, or @observablehq/* for a whole scope"
      saved={{ reach: allowed ? "some" : "all", items: allowed ?? [] }}
      settingsOf={({ reach, items }) => ({ allowedPackages: reach === "all" ? null : [...items] })}
    />
  );
}
