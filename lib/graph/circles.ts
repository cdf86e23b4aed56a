/** Cells that need each other, found in what each needs (Tarjan): strongly connected parts of more than one. */
export function findCircles(needs: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const visit = (id: string): void => {
    index.set(id, index.size);
    low.set(id, index.get(id) as number);
    stack.push(id);
    onStack.add(id);
    for (const need of needs.get(id) ?? []) {
      if (!index.has(need)) visit(need);
      if (onStack.has(need)) low.set(id, Math.min(low.get(id) as number, low.get(need) as number));
    }
    if (low.get(id) !== index.get(id)) return;
    const circle = stack.splice(stack.indexOf(id));
    for (const member of circle) onStack.delete(member);
    if (circle.length > 1) circles.push(circle);
  };
  for (const id of needs.keys()) if (!index.has(id)) visit(id);
  return circles;
}

/** Whether `from` needs `to`, directly or through others. */
export function leadsTo(needs: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(needs.get(at) ?? []));
  }
  return false;
}
