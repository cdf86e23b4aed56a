/** Prints a page without scripts that is not on the screen: the notebook as its HTML export has it, whole, on white. */
export async function printPage(html: string): Promise<void> {
  const frame = document.createElement("iframe");
  // Nothing in it runs; `allow-same-origin` is for this page to ask it for printing.
  frame.sandbox.add("allow-same-origin", "allow-modals");
  frame.style.cssText = "position:fixed;width:0;height:0;border:0;visibility:hidden";
  frame.dataset.print = "";
  frame.srcdoc = html;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const page = frame.contentWindow;
  if (!page) return frame.remove();
  page.addEventListener("afterprint", () => setTimeout(() => frame.remove(), 0));
  page.print();
}
