/** The metric that stands for a run where there is room for one: what is measured on data held out, before what is fitted. */
const preferred = ["val_acc", "val_accuracy", "test_acc", "test_accuracy", "val_loss", "acc", "accuracy", "loss"];

export function mainMetric(keys: readonly string[]): string | undefined {
  return preferred.find((key) => keys.includes(key)) ?? [...keys].sort()[0];
}

/** Whether less of it is better; only to say which of two values is the better one. */
export function lowerIsBetter(key: string): boolean {
  return /loss|err|mse|mae|rmse|perplexity|cost|latency/i.test(key);
}
