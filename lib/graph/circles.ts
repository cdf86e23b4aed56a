type Links = ReadonlyMap<string, readonly string[]>;

/** Each id after all that it leads to, but for circles. Without recursion: a chain may be as long as a notebook. */
function finishOrder(needs: Links): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const root of needs.keys()) {
    const open = [{ id: root, isDone: false }];
    for (let at = open.pop(); at; at = open.pop()) {
      if (at.isDone) order.push(at.id);
      if (at.isDone || seen.has(at.id)) continue;
      seen.add(at.id);
      open.push({ id: at.id, isDone: true });
      for (const need of needs.get(at.id) ?? []) if (!seen.has(need)) open.push({ id: need, isDone: false });
    }
  }
  return order;
}

function turnedAround(needs: Links): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const [id, found] of needs)
    for (const need of found) {
      const known = users.get(need);
      if (known) known.push(id);
      else users.set(need, [id]);
    }
  return users;
}

/** Cells that need each other, found in what each needs: strongly connected parts of more than one (Kosaraju). */
export function findCircles(needs: Links): string[][] {
  const users = turnedAround(needs);
  const seen = new Set<string>();
  return finishOrder(needs)
    .reverse()
    .map((id) => {
      const part: string[] = [];
      const open = seen.has(id) ? [] : [id];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (seen.has(at)) continue;
        seen.add(at);
        part.push(at);
        open.push(...(users.get(at) ?? []));
      }
      return part;
    })
    .filter((part) => part.length > 1);
}

/** Whether `from` needs `to`, directly or through others. */
export function leadsTo(needs: Links, from: string, to: string): boolean {
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
