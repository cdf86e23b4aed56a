"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { metric } from "@/lib/format/number";
import type { RecordedTrial } from "@/lib/protocol/sweep";
import { type Dimension, fromUnit, type ParamValue, type Space, toUnit } from "@/lib/sweeps/space";
import type { SweepPlan } from "@/lib/sweeps/sweep";

const HEIGHT = 232;
const [TOP, BOTTOM, SIDE] = [28, 16, 56];
/** Two axes nearer than this cannot be told apart: the chart scrolls instead. */
const LEAST_GAP = 72;

interface Axis {
  name: string;
  /** From 0 at the bottom to 1; null where the trial has no such value. */
  place: (trial: RecordedTrial) => number | null;
  ticks: { at: number; text: string }[];
}

const valueText = (value: ParamValue): string => (typeof value === "number" ? metric(value) : String(value));

function paramAxis(name: string, dimension: Dimension): Axis {
  if (dimension.type === "choice") {
    const last = Math.max(1, dimension.options.length - 1);
    const every = Math.ceil(dimension.options.length / 8);
    return {
      name,
      place: ({ params }) => Math.max(0, dimension.options.indexOf(params[name] ?? "")) / last,
      ticks: dimension.options.flatMap((option, index) =>
        index % every === 0 ? { at: index / last, text: valueText(option) } : [],
      ),
    };
  }
  const [from, to] = [toUnit(dimension, dimension.min), toUnit(dimension, dimension.max)];
  const scale = (value: number) => (toUnit(dimension, value) - from) / (to - from);
  return {
    name,
    place: ({ params }) => scale(Number(params[name])),
    ticks: [0, 0.5, 1].map((at) => {
      const value = fromUnit(dimension, from + at * (to - from));
      return { at: scale(value), text: metric(value) };
    }),
  };
}

/** The best at the top, whichever way is better. */
function metricAxis({ metric: name, goal }: SweepPlan, trials: readonly RecordedTrial[]): Axis {
  const values = trials.flatMap(({ value }) => value ?? []);
  const [least, most] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const extent = most - least || 1;
  const place = (value: number) => (goal === "maximize" ? value - least : most - value) / extent;
  const ends = least === most ? [least] : [least, (least + most) / 2, most];
  return {
    name,
    place: ({ value }) => (value === null ? null : place(value)),
    ticks: values.length > 0 ? ends.map((value) => ({ at: place(value), text: metric(value) })) : [],
  };
}

export const axesOf = (space: Space, plan: SweepPlan, trials: readonly RecordedTrial[]): Axis[] => [
  ...Object.entries(space).map(([name, dimension]) => paramAxis(name, dimension)),
  metricAxis(plan, trials),
];

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

interface ParallelCoordinatesProps {
  plan: SweepPlan;
  trials: readonly RecordedTrial[];
  best: number | null;
}

/** A line a trial, through its params to what came of it; the table beside it says the same in words. */
export function ParallelCoordinates({ plan, trials, best }: ParallelCoordinatesProps) {
  /** The trial that is pointed at. */
  const [marked, setMarked] = useState<number | null>(null);
  const [box, width] = useWidth();
  const shown = useMemo(() => trials.filter(({ status }) => status !== "failed" && status !== "waiting"), [trials]);
  const axes = useMemo(() => axesOf(plan.space, plan, shown), [plan, shown]);
  const gap = Math.max(LEAST_GAP, (width - 2 * SIDE) / Math.max(1, axes.length - 1));
  const x = (index: number) => SIDE + index * gap;
  const y = (place: number) => TOP + (1 - place) * (HEIGHT - TOP - BOTTOM);
  // Not by what is pointed at: a line that is drawn anew under the pointer would lose it.
  const ordered = [...shown].sort((a, b) => Number(a.number === best) - Number(b.number === best));
  const full = 2 * SIDE + gap * (axes.length - 1);
  return (
    <div ref={box} className="w-full overflow-x-auto">
      <svg
        role="img"
        aria-label={`Parallel coordinates of ${shown.length} trials over ${axes.map(({ name }) => name).join(", ")}. The table of trials holds the same values.`}
        width={full}
        height={HEIGHT}
        className="block text-[11px]"
      >
        {axes.map(({ name }, index) => (
          <g key={name}>
            <line x1={x(index)} x2={x(index)} y1={y(0)} y2={y(1)} className="stroke-line-strong" strokeWidth={1} />
            <text x={x(index)} y={12} textAnchor="middle" className="fill-ink font-medium">
              {name.length > 14 ? `${name.slice(0, 13)}…` : name}
              <title>{name}</title>
            </text>
          </g>
        ))}
        <g fill="none" strokeLinejoin="round">
          {ordered.map((trial) => (
            <TrialLine
              key={trial.number}
              trial={trial}
              d={pathOf(
                axes.map(({ place }) => place(trial)),
                x,
                y,
              )}
              place={axes.at(-1)?.place(trial) ?? null}
              look={marked === null ? null : trial.number === marked ? "marked" : "behind"}
              isBest={trial.number === best}
              title={`Trial ${trial.number}${trial.value === null ? "" : `: ${plan.metric} ${metric(trial.value)}`}`}
              onPoint={setMarked}
            />
          ))}
        </g>
        {axes.map(({ name, ticks }, index) =>
          ticks.map(({ at, text }) => (
            <text
              key={`${name} ${text}`}
              x={x(index) + (index === axes.length - 1 ? 6 : -6)}
              y={y(at) + 4}
              textAnchor={index === axes.length - 1 ? "start" : "end"}
              className="fill-muted tabular-nums"
              paintOrder="stroke"
              stroke="var(--page)"
              strokeWidth={3}
            >
              {text}
            </text>
          )),
        )}
      </svg>
    </div>
  );
}

interface TrialLineProps {
  trial: RecordedTrial;
  d: string;
  /** On the metric's axis. */
  place: number | null;
  /** Beside the trial that is pointed at; null where none is. */
  look: "marked" | "behind" | null;
  isBest: boolean;
  title: string;
  onPoint: (trial: number | null) => void;
}

function TrialLine({ trial, d, place, look, isBest, title, onPoint }: TrialLineProps) {
  const ended = trial.status === "finished";
  const opacity = look === "marked" ? 1 : look === "behind" ? 0.2 : ended ? 1 : 0.45;
  return (
    <g onPointerEnter={() => onPoint(trial.number)} onPointerLeave={() => onPoint(null)}>
      <path
        d={d}
        style={{ stroke: colorOf(trial, place) }}
        strokeWidth={isBest || look === "marked" ? 2.5 : 1.25}
        strokeDasharray={ended ? undefined : "3 3"}
        opacity={opacity}
      />
      {/* A line of a pixel is hard to point at. */}
      <path d={d} stroke="transparent" strokeWidth={9} pointerEvents="stroke">
        <title>{title}</title>
      </path>
    </g>
  );
}

function pathOf(
  places: readonly (number | null)[],
  x: (index: number) => number,
  y: (place: number) => number,
): string {
  const points = places.flatMap((place, index) => (place === null ? [] : [`${x(index)},${y(place)}`]));
  return `M${points.join("L")}`;
}

/** From faint for the worst to the accent for the best; one that has not come to its end stays faint. */
const colorOf = ({ status }: RecordedTrial, place: number | null): string =>
  status === "finished" && place !== null
    ? `color-mix(in oklab, var(--accent) ${Math.round(15 + 85 * place ** 2)}%, var(--faint))`
    : "var(--faint)";
