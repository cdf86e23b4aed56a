import { CURVE_MIME, CURVE_POINTS, type Curve } from "@/lib/kernel/display/curve";
import { downsample, type Point } from "@/lib/runs/downsample";
import type { CellContext } from "../context";
import { Throttle } from "./throttle";

/** The curve under the cell: one display, replaced in place as points arrive. */
export class CurveDisplay {
  readonly #id: string;
  readonly #series = new Map<string, Point[]>();
  readonly #throttle: Throttle;
  #running = true;

  constructor(
    private readonly context: CellContext,
    private readonly run: Curve["run"],
    private readonly epochs: number | undefined,
  ) {
    this.#id = context.newDisplayId();
    this.#throttle = new Throttle(() => this.#emit(), { minMs: 250, maxMs: 5000, share: 1 / 50 });
  }

  add(key: string, step: number, value: number): void {
    let points = this.#series.get(key);
    if (!points) this.#series.set(key, (points = []));
    points.push({ step, value: Number.isFinite(value) ? value : null });
    // Ten times what is shown is enough to choose from; more would only fill the memory of a long training.
    if (points.length > CURVE_POINTS * 10) this.#series.set(key, downsample(points, CURVE_POINTS * 5));
  }

  /** All that it shows, thinned to what is worth keeping. */
  get series(): Record<string, Point[]> {
    return Object.fromEntries([...this.#series].map(([key, points]) => [key, downsample(points, CURVE_POINTS)]));
  }

  set series(series: Readonly<Record<string, readonly Point[]>>) {
    for (const [key, points] of Object.entries(series)) this.#series.set(key, [...points]);
    this.refresh();
  }

  refresh(): void {
    this.#throttle.poke();
  }

  end(): void {
    this.#running = false;
    this.#throttle.force();
  }

  #emit(): void {
    const curve: Curve = {
      run: this.run,
      series: [...this.#series].map(([key, points]) => ({
        key,
        points: downsample(points, CURVE_POINTS).map(({ step, value }) => [step, value]),
      })),
      running: this.#running,
      ...(this.epochs === undefined ? {} : { epochs: this.epochs }),
    };
    this.context.emit({ kind: "display", id: this.#id, bundle: { [CURVE_MIME]: curve, "text/plain": this.#words() } });
  }

  #words(): string {
    return [...this.#series]
      .map(([key, points]) => `${key} ${points.at(-1)?.value?.toPrecision(3) ?? "not a number"}`)
      .join(" · ");
  }
}
