import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { Reach } from "./addresses";
import { fetchLimits, fetchUrl } from "./fetch-url";
import { INSIDE, internet, localServer, type LocalServer, namesOf } from "./testing";

const servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
async function serve(answer: RequestListener, host?: string, port?: number): Promise<LocalServer> {
  const server = await localServer(answer, host, port);
  servers.push(server);
  return server;
}

const csv: RequestListener = (_, res) => res.writeHead(200, { "content-type": "text/csv" }).end("a,b\n1,2\n");
const to =
  (location: string, status = 302): RequestListener =>
  (_, res) =>
    res.writeHead(status, { location }).end();

interface Wish {
  names?: Record<string, string[][]>;
  maxBytes?: number;
  token?: string;
  signal?: AbortSignal;
  idleMs?: number;
}

async function get(address: string, { names = {}, maxBytes = 1000, token, signal, idleMs = 5000 }: Wish = {}) {
  const { resolve, questions } = namesOf(names);
  const reach = new Reach(internet, resolve);
  const limits = { ...fetchLimits, idleMs };
  const { name, total, body } = await fetchUrl(address, {
    reach,
    signal: signal ?? new AbortController().signal,
    maxBytes,
    token,
    limits,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { name, total, text: Buffer.concat(chunks).toString(), questions };
}

describe("a file at an address", () => {
  it("is read, and named by its address or by its server", async () => {
    const server = await serve((req, res) => {
      if (req.url?.startsWith("/named"))
        res.setHeader("content-disposition", `attachment; filename*=UTF-8''%2e%2e%2Fw%C3%A9ather.csv`);
      csv(req, res);
    });
    expect(await get(`${server.url}/folder/rain%20fall.csv?key=1`)).toMatchObject({
      name: "rain fall.csv",
      text: "a,b\n1,2\n",
    });
    expect((await get(`${server.url}/named`)).name).toBe("w_ather.csv");
  });

  it("is followed to where it has gone", async () => {
    const end = await serve(csv);
    const start = await serve((req, res) =>
      req.url === "/a" ? to("/b")(req, res) : to(`${end.url}/c.csv`, 308)(req, res),
    );
    expect(await get(`${start.url}/a`)).toMatchObject({ name: "c.csv" });
    expect(start.asked.map(({ path }) => path)).toEqual(["/a", "/b"]);
  });

  it("is asked for with the token only at the host that it is for", async () => {
    const other = await serve(csv);
    const start = await serve(to(`${other.url}/c.csv`));
    await get(`${start.url}/a`, { token: "the-token" });
    expect([start.asked[0]?.authorization, other.asked[0]?.authorization]).toEqual(["Bearer the-token", undefined]);
  });
});

describe("a hostile address", () => {
  const inside = () => serve(csv, INSIDE);
  const refused = "is within a private or local network, and the server fetches nothing from there";

  it("within the server's network is refused, however it is written", async () => {
    const server = await inside();
    for (const host of [
      INSIDE,
      "0x7f.0.0.2",
      "2130706434",
      "127.2",
      "[::ffff:127.0.0.2]",
      "[::1]",
      "0",
      "169.254.169.254",
      "10.0.0.1",
    ])
      await expect(get(`http://${host}:${server.port}/`), host).rejects.toThrow(refused);
    expect(server.asked).toEqual([]);
  });

  it("that is a name for the server's network is refused, even where another of its addresses is outside", async () => {
    const server = await inside();
    const names = { "evil.example": [[INSIDE]], "both.example": [["127.0.0.1", INSIDE]], "six.example": [["::1"]] };
    for (const host of Object.keys(names))
      await expect(get(`http://${host}:${server.port}/`, { names })).rejects.toThrow(refused);
    expect(server.asked).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])("that redirects into the server's network with %i is refused", async (status) => {
    const target = await inside();
    const start = await serve(to(`${target.url}/latest/meta-data`, status));
    await expect(get(start.url)).rejects.toThrow(refused);
    expect([start.asked.length, target.asked.length]).toEqual([1, 0]);
  });

  it("that redirects into the server's network by a name, or at the last of several hops, is refused", async () => {
    const target = await inside();
    const start = await serve((req, res) => {
      const hop = Number(req.url?.slice(1));
      to(hop < 3 ? `/${hop + 1}` : `http://rebound.example:${target.port}/`)(req, res);
    });
    await expect(get(`${start.url}/0`, { names: { "rebound.example": [[INSIDE]] } })).rejects.toThrow(refused);
    expect([start.asked.length, target.asked.length]).toEqual([4, 0]);
  });

  it("whose name means another machine a moment later is reached where it was checked, and no longer at the next hop", async () => {
    const outside = await serve((req, res) => (req.url === "/again" ? to("/more")(req, res) : csv(req, res)));
    const target = await serve(csv, INSIDE, outside.port);
    const names = () => ({ "rebinding.example": [["127.0.0.1"], [INSIDE]] });
    const one = await get(`http://rebinding.example:${outside.port}/a.csv`, { names: names() });
    expect([one.text, one.questions]).toEqual(["a,b\n1,2\n", ["rebinding.example"]]);
    await expect(get(`http://rebinding.example:${outside.port}/again`, { names: names() })).rejects.toThrow(refused);
    expect(target.asked).toEqual([]);
  });

  it.each([
    "file:///etc/passwd",
    "ftp://example.org/a.csv",
    "gopher://127.0.0.1",
    "data:text/csv,a",
    "example.org/a.csv",
    "",
  ])("of another kind is refused: %j", async (address) => {
    await expect(get(address)).rejects.toThrow("Give the whole address of a file, such as https://");
  });

  it("that redirects to a file of the server, or for ever, is refused", async () => {
    const file = await serve(to("file:///etc/passwd"));
    await expect(get(file.url)).rejects.toThrow("leads to an address that is none of the web");
    const round = await serve(to("/"));
    await expect(get(round.url)).rejects.toThrow("leads from one address to the next without end");
    expect(round.asked.length).toBe(fetchLimits.redirects + 1);
  });
});

describe("a file that cannot be had", () => {
  it.each([
    [401, "asks for a sign-in"],
    [403, "does not let the server read this file"],
    [404, "has no file at this address. Check the address."],
    [500, "answers with status 500. Try again later."],
  ])("is refused with words for %i", async (status, words) => {
    const server = await serve((_, res) => res.writeHead(status).end());
    await expect(get(server.url)).rejects.toThrow(words);
  });

  it("is a web page", async () => {
    const server = await serve((_, res) =>
      res.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<p>"),
    );
    await expect(get(server.url)).rejects.toThrow("answers with a web page, not with a file");
  });

  it("says by its length that it is too large", async () => {
    const server = await serve((_, res) => res.writeHead(200, { "content-length": 5000 }).end(Buffer.alloc(5000)));
    await expect(get(server.url)).rejects.toThrow("The file has 4.88 KB; this server imports at most 1000 B");
  });

  it("ends before its end", async () => {
    const server = await serve((_, res) => {
      res.writeHead(200, { "content-length": 900 });
      res.write("a,b\n", () => res.destroy());
    });
    await expect(get(server.url)).rejects.toThrow(/broke the connection off|ended in the middle of the file/);
  });

  it("comes to a stop", async () => {
    const server = await serve((_, res) => void res.writeHead(200, { "content-length": 900 }).write("a,b\n"));
    await expect(get(server.url, { idleMs: 100 })).rejects.toThrow("has sent nothing for 0.1 s. Try again later.");
  });

  it("is on no host, or at no port", async () => {
    await expect(get("https://nowhere.example/a.csv")).rejects.toThrow(
      "nowhere.example is no host that can be found. Check the address.",
    );
    const server = await serve(csv);
    await server.close();
    await expect(get(server.url)).rejects.toThrow("does not answer at this port. Check the address.");
  });

  it("is no longer wanted", async () => {
    const abort = new AbortController();
    const server = await serve((_, res) => {
      res.writeHead(200);
      res.write("a,b\n", () => abort.abort(new Error("stopped by the person")));
    });
    await expect(get(server.url, { signal: abort.signal })).rejects.toThrow("stopped by the person");
  });
});
