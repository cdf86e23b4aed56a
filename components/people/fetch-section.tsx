"use client";
import { ListSetting } from "./list-setting";

const options = [
  { value: "none", label: "Nothing" },
  { value: "some", label: "These hosts" },
  { value: "all", label: "Every host" },
] as const;

const reachOf = (hosts: readonly string[]) => (hosts.includes("*") ? "all" : hosts.length > 0 ? "some" : "none");

interface FetchSectionProps {
  workspace: string;
  hosts: readonly string[];
  canChange: boolean;
}

/** What `fetch` in cells may reach. */
export function FetchSection({ workspace, hosts, canChange }: FetchSectionProps) {
  return (
    <ListSetting
      workspace={workspace}
      canChange={canChange}
      title="Internet for cells"
      hint="What fetch in a cell may reach. Code in a cell can send what it reads to any host allowed here."
      label="Cells may reach"
      options={options}
      listLabel="Hosts"
      listHint="One a line, such as https://data.example.org"
      saved={{ reach: reachOf(hosts), items: hosts.filter((host) => host !== "*") }}
      settingsOf={({ reach, items }) => ({ fetchHosts: reach === "all" ? ["*"] : reach === "some" ? [...items] : [] })}
    />
  );
}
