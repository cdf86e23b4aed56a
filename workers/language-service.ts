import { LanguageWorker } from "@/lib/language/language-worker";
import { toLanguageSchema } from "@/lib/language/protocol";
import { TypeScriptEngine } from "@/lib/language/typescript/engine";

/** TypeScript for the editor, off the main thread. One worker serves one notebook. */
const worker = new LanguageWorker(
  new TypeScriptEngine(),
  (message) => self.postMessage(message),
  async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.json() as Promise<unknown>;
  },
);

self.addEventListener("message", (event: MessageEvent<unknown>) => worker.receive(toLanguageSchema.parse(event.data)));
