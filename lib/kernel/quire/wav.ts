/** A WAV file of 16-bit samples, from channels of samples between -1 and 1. */
export function encodeWav(channels: readonly Float32Array[], sampleRate: number): Uint8Array<ArrayBuffer> {
  const length = Math.max(...channels.map((channel) => channel.length));
  const frame = channels.length * 2;
  const bytes = new Uint8Array(44 + length * frame);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  text(0, "RIFF");
  view.setUint32(4, 36 + length * frame, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frame, true);
  view.setUint16(32, frame, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, length * frame, true);
  for (let i = 0; i < length; i++)
    channels.forEach((channel, index) => {
      const sample = Math.max(-1, Math.min(1, channel[i] ?? 0));
      view.setInt16(44 + i * frame + index * 2, Math.round(sample * 0x7fff), true);
    });
  return bytes;
}
