import { z } from "zod";
import { parseLooseJson } from "@/lib/serving/loose-json";
import { duration } from "@/lib/format/time";
import { CodeBlock } from "./code-block";
import { ScoreBars } from "./score-bars";

const scoresSchema = z.object({ predictions: z.array(z.array(z.number())).length(1) });

/** Scores with names as bars, all else as it came. */
export function PredictionView({
  text,
  ms,
  labels,
}: {
  text: string;
  ms: number;
  labels: readonly string[] | undefined;
}) {
  const scores = labels ? scoresSchema.safeParse(parseLooseJson(text)).data?.predictions[0] : undefined;
  const named = labels && scores?.length === labels.length ? labels : undefined;
  return (
    <div>
      {named && scores ? (
        <>
          <p className="mb-3 text-xl font-semibold" data-testid="best-label">
            {named[scores.indexOf(Math.max(...scores))]}
          </p>
          <ScoreBars labels={named} scores={scores} />
        </>
      ) : (
        <CodeBlock label="answer" code={text} />
      )}
      <p className="mt-3 text-xs text-faint">answered in {duration(ms)}</p>
    </div>
  );
}
