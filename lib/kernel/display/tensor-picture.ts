import type { Pixels } from "./png";

const CHANNELS = [1, 3, 4];
const MAX_SIDE = 1024;
/** Of a batch, so many are shown side by side. */
const MAX_PICTURES = 32;
const GAP = 1;

/**
 * The picture that a tensor [height, width, channels] is, or the first ones of a batch of them; undefined where its shape or its
 * values (from `min` to `max`) are not those of pictures.
 */
export function tensorPictures(
  shape: readonly number[],
  values: ArrayLike<number>,
  min: number,
  max: number,
): Pixels | undefined {
  if (shape.length !== 3 && shape.length !== 4) return undefined;
  const [height = 0, width = 0, channels = 0] = shape.slice(-3);
  const fits =
    CHANNELS.includes(channels) &&
    Math.min(height, width) >= 4 &&
    Math.max(height, width) <= MAX_SIDE &&
    min >= 0 &&
    max <= 255;
  const count = shape.length === 4 ? Math.min(shape[0] ?? 0, MAX_PICTURES) : 1;
  if (!fits || count === 0) return undefined;
  const scale = max <= 1 ? 255 : 1;
  const across = Math.min(count, Math.max(1, Math.floor((MAX_SIDE + GAP) / (width + GAP))), 16);
  const down = Math.min(Math.ceil(count / across), Math.max(1, Math.floor((MAX_SIDE + GAP) / (height + GAP))));
  const whole = { width: across * (width + GAP) - GAP, height: down * (height + GAP) - GAP };
  const data = new Uint8Array(whole.width * whole.height * channels);
  for (let picture = 0; picture < Math.min(count, across * down); picture++) {
    const left = (picture % across) * (width + GAP);
    const top = Math.floor(picture / across) * (height + GAP);
    for (let y = 0; y < height; y++)
      for (let i = 0; i < width * channels; i++)
        data[((top + y) * whole.width + left) * channels + i] = Math.round(
          (values[(picture * height + y) * width * channels + i] as number) * scale,
        );
  }
  return { ...whole, data };
}
