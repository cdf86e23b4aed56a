import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, hostname, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { freePort } from "@/server/testing/free-port";

export interface TestSlurm {
  close: () => Promise<void>;
}

/** A Slurm of one node, this machine, with a controller, a daemon and a munge of its own; as root. Its settings go to SLURM_CONF. */
export async function startSlurm(): Promise<TestSlurm> {
  const folder = mkdtempSync(path.join(tmpdir(), "quire-slurm-"));
  const at = (name: string) => path.join(folder, name);
  for (const name of ["munge", "state", "spool"]) mkdirSync(at(name), { mode: 0o755 });
  writeFileSync(at("munge/key"), randomBytes(128), { mode: 0o600 });
  writeFileSync(at("slurm.conf"), settings(at, await freePort(), await freePort()));
  process.env.SLURM_CONF = at("slurm.conf");
  const processes: ChildProcess[] = [];
  const begin = (file: string, args: string[]) => processes.push(spawn(file, args, { stdio: "ignore" }));
  const munge = ["--foreground", "--force", `--key-file=${at("munge/key")}`, `--socket=${at("munge/socket")}`];
  begin("munged", [...munge, ...["pid", "log", "seed"].map((name) => `--${name}-file=${at(`munge/${name}`)}`)]);
  begin("slurmctld", ["-D"]);
  begin("slurmd", ["-D"]);
  await untilIdle();
  return {
    close: async () => {
      const ended = processes.map((one) => new Promise((resolve) => one.once("exit", resolve)));
      for (const one of processes.reverse()) one.kill("SIGTERM");
      await Promise.all(ended);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const settings = (at: (name: string) => string, controllerPort: number, daemonPort: number): string =>
  `ClusterName=test
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${daemonPort}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${at("munge/socket")}
CredType=cred/munge
StateSaveLocation=${at("state")}
SlurmdSpoolDir=${at("spool")}
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
SlurmctldLogFile=${at("slurmctld.log")}
SlurmdLogFile=${at("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
KillWait=5
NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=${cpus().length} RealMemory=${Math.floor((totalmem() / 2 ** 20) * 0.9)} Feature=lab State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;

async function untilIdle(): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    try {
      if (/idle/.test(execFileSync("sinfo", ["--noheader", "--format=%t"], { encoding: "utf8", stdio: "pipe" })))
        return;
    } catch {
      // The controller does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Slurm did not start: see its logs beside ${process.env.SLURM_CONF}.`);
}
