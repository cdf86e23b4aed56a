/** What answers for a version; why it is not ONNX Runtime is told on hover. */
export const RuntimeName = ({ runtime, note }: { runtime: "onnx" | "tfjs"; note?: string }) => (
  <span
    title={note}
    className={note ? "underline decoration-line-strong decoration-dotted underline-offset-3" : undefined}
  >
    {runtime === "onnx" ? "ONNX Runtime" : "TensorFlow.js"}
  </span>
);
