const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Each word of the search begins somewhere in the title; accents and case do not matter. */
export const matchTitle = (title: string, search: string): boolean => {
  const text = plain(title);
  return plain(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
};
