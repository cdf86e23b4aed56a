/** Leaves folded into one another. */
export const Logo = ({ size = 20 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden className="shrink-0 text-accent">
    <path d="M10 17V5.2C8 3.6 5.2 3 2.5 3.2v11.9c2.7-.2 5.5.4 7.5 1.9Z" fill="currentColor" fillOpacity="0.18" />
    <path d="M10 17V5.2c2-1.6 4.8-2.2 7.5-2v11.9c-2.7-.2-5.5.4-7.5 1.9Z" fill="currentColor" fillOpacity="0.42" />
    <path
      d="M10 17V5.2M10 17c2-1.5 4.8-2.1 7.5-1.9V3.2C14.8 3 12 3.6 10 5.2 8 3.6 5.2 3 2.5 3.2v11.9c2.7-.2 5.5.4 7.5 1.9Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinejoin="round"
    />
  </svg>
);
