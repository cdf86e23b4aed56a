import type { Layers } from "@/lib/kernel/display/layers-shape";

const ROW = 28;
const LANE = 20;

export interface PlacedLayer {
  name: string;
  row: number;
  lane: number;
  x: number;
  y: number;
  learns: boolean;
}

/**
 * Places layers one a row, in their order, and in lanes: a layer goes on in the lane of the first that feeds it, unless
 * another has taken that lane from there; what begins anew, or branches off, takes the first free lane.
 */
export function layOut(layers: Layers["layers"]) {
  const placed = new Map<string, PlacedLayer>();
  /** Of each lane the layer that ends it, and the last row in which that layer is still needed. */
  const lanes: { name: string; until: number }[] = [];
  const lastUse = new Map<string, number>();
  layers.forEach(({ inputs }, row) => inputs.forEach((input) => lastUse.set(input, row)));
  layers.forEach(({ name, inputs, params, trainable }, row) => {
    const going = lanes.findIndex((lane) => inputs.includes(lane.name));
    const free = lanes.findIndex((lane) => lane.until < row);
    const lane = going >= 0 ? going : free >= 0 ? free : lanes.length;
    // Branches that come together end their lanes here.
    lanes.forEach((other, index) => {
      if (index !== lane && inputs.includes(other.name) && (lastUse.get(other.name) ?? 0) <= row) other.until = row - 1;
    });
    lanes[lane] = { name, until: lastUse.get(name) ?? row };
    placed.set(name, {
      name,
      row,
      lane,
      x: 10 + lane * LANE,
      y: ROW / 2 + row * ROW,
      learns: trainable && params > 0,
    });
  });
  const edges = layers.flatMap(({ name, inputs }) =>
    inputs.flatMap((input) => {
      const [from, to] = [placed.get(input), placed.get(name)];
      return from && to ? [{ from, to }] : [];
    }),
  );
  return {
    placed: [...placed.values()],
    edges,
    rowHeight: ROW,
    width: 20 + Math.max(1, lanes.length) * LANE,
    height: layers.length * ROW,
  };
}
