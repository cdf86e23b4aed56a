/** Leaves folded into one another. */
export const Logo = ({ size = 20 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden className="shrink-0 text-accent">
    <path d="M10 17V5.2C8 3.6 5.2 3 2.5 3.2v11.9c2.700-.2 5.500.4 7.500 1.900Z" fill="currentColor" fillOpacity="0.18" />
    <path d="M10 17V5.200c2-1.600 4.800-2.200 7.500-2v11.900c-2.700-.2-5.500.4-7.500 1.900Z" fill="currentColor" fillOpacity="0.42" />
    <path d="M10 17V5.200M10 17c2-1.500 4.800-2.100 7.500-1.900V3.200C14.800 3 12 3.600 10 5.200 8 3.600 5.200 3 2.500 3.200v11.900c2.700-.2 5.500.4 7.500 1.900Z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
  </svg>
);
