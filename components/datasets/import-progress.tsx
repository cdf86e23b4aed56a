import { ProgressBar } from "@/components/ui/progress-bar";
import { bytes, counted } from "@/lib/format/number";
import type { ImportPhase } from "./use-import";

/** How far an import is, or how it went. */
export function ImportProgress({ phase }: { phase: ImportPhase }) {
  if (phase.phase === "idle") return null;
  if (phase.phase === "uploading")
    return (
      <Bar
        label="Uploading"
        value={phase.sent}
        total={phase.total}
        detail={`${bytes(phase.sent)} of ${bytes(phase.total)}`}
      />
    );
  if (phase.phase === "importing") {
    const { status, done, total, rows, fetched } = phase.state;
    if (fetched)
      return (
        <Bar
          label="Fetching"
          value={fetched.bytes}
          total={fetched.total ?? 0}
          detail={fetched.total === null ? bytes(fetched.bytes) : `${bytes(fetched.bytes)} of ${bytes(fetched.total)}`}
        />
      );
    const detail =
      status === "queued"
        ? "waits for another import"
        : rows > 0
          ? counted(rows, "row")
          : "finding out what the columns hold";
    return <Bar label="Importing" value={done} total={total} detail={detail} />;
  }
  if (phase.phase === "failed") {
    const { message, row, column } = phase.error;
    return (
      <div role="alert" className="border-l-2 border-danger pl-3">
        <p className="font-medium">
          The import failed{row === undefined ? "" : ` at row ${row.toLocaleString("en")}`}
          {column === undefined ? "" : `, column ${column}`}.
        </p>
        <p className="text-muted">{message}</p>
      </div>
    );
  }
  const { result, rows, notes } = phase.state;
  return (
    <div role="status">
      <p className="font-medium">
        {result?.name}@{result?.number}{" "}
        {result?.created
          ? `has ${counted(rows, "row")}.`
          : "holds exactly these rows already, so there is no new version."}
      </p>
      {notes.map((note) => (
        <p key={note} className="mt-1 text-muted">
          {note}
        </p>
      ))}
    </div>
  );
}

function Bar({ label, value, total, detail }: { label: string; value: number; total: number; detail: string }) {
  return (
    <div>
      <p className="mb-1.5 flex justify-between">
        <span>{label}</span>
        <span className="text-faint tabular-nums">{detail}</span>
      </p>
      <ProgressBar label={label} value={value} total={total} />
    </div>
  );
}
