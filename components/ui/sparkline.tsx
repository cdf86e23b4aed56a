/** A curve the size of a word. Says its ends to those who do not see it. */
export function Sparkline({
  values,
  width = 88,
  height = 20,
  label,
  color = "var(--accent)",
}: {
  values: readonly number[];
  width?: number;
  height?: number;
  label?: string;
  color?: string;
}) {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return <span className="inline-block text-faint" style={{ width }} aria-hidden />;
  const min = Math.min(...finite);
  const span = Math.max(...finite) - min || 1;
  const x = (index: number) => 1 + (index / (values.length - 1)) * (width - 4);
  const y = (value: number) => 2 + (1 - (value - min) / span) * (height - 4);
  const points = values.flatMap((value, index) =>
    Number.isFinite(value) ? [`${x(index).toFixed(1)},${y(value).toFixed(1)}`] : [],
  );
  const end = points.at(-1)?.split(",");
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={label ?? `from ${finite[0]} to ${finite.at(-1)}`}
      className="inline-block align-middle"
    >
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke={color}
        strokeWidth="1.25"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {end && <circle cx={end[0]} cy={end[1]} r="1.75" fill={color} />}
    </svg>
  );
}
