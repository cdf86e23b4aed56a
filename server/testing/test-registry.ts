import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { Header } from "tar";

/** What a package of a test holds: its files, and those fields of package.json that are not made up here. */
export interface TestPackage {
  name: string;
  version: string;
  files: Record<string, string | Uint8Array>;
  manifest?: Record<string, unknown>;
  /** In place of what is packed from the files. */
  tarball?: Buffer;
  /** In place of the tarball's own. */
  integrity?: string;
}

export interface TestRegistry {
  url: string;
  publish(one: TestPackage): void;
  /** What was asked for, as `GET /name`. */
  readonly requests: string[];
  close(): Promise<void>;
}

const BLOCK = 512;

/** One entry of a tarball, whatever its path says. */
export function tarEntry(path: string, content: string | Uint8Array, type: "File" | "SymbolicLink" = "File"): Buffer {
  const data = Buffer.from(content);
  const isLink = type === "SymbolicLink";
  const header = new Header({
    path,
    size: isLink ? 0 : data.length,
    type,
    mode: 0o644,
    mtime: new Date(0),
    ...(isLink && { linkpath: String(content) }),
  });
  header.encode();
  const body = isLink ? Buffer.alloc(0) : data;
  return Buffer.concat([
    header.block ?? Buffer.alloc(BLOCK),
    body,
    Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK),
  ]);
}

export const packTarball = (entries: readonly Buffer[]): Buffer =>
  gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]));

function pack({ name, version, files, manifest }: TestPackage): Buffer {
  const described = { name, version, ...manifest };
  return packTarball([
    tarEntry("package/package.json", JSON.stringify(described)),
    ...Object.entries(files).map(([path, content]) => tarEntry(`package/${path}`, content)),
  ]);
}

/** An npm registry on this machine, with the packages that a test publishes. */
export async function createTestRegistry(packages: readonly TestPackage[] = []): Promise<TestRegistry> {
  const published = new Map<string, { one: TestPackage; tarball: Buffer }[]>();
  const requests: string[] = [];
  let url = "";
  const document = (name: string) => {
    const versions = published.get(name) ?? [];
    return {
      name,
      "dist-tags": { latest: versions.at(-1)?.one.version },
      versions: Object.fromEntries(
        versions.map(({ one, tarball }) => [
          one.version,
          {
            name,
            version: one.version,
            ...one.manifest,
            dist: {
              tarball: `${url}/${name}/-/${one.version}.tgz`,
              integrity: one.integrity ?? `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
            },
          },
        ]),
      ),
    };
  };
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const path = decodeURIComponent(req.url ?? "").slice(1);
    requests.push(`${req.method ?? ""} /${path}`);
    const [, name = path, version] = /^(.+)\/-\/(.+)\.tgz$/.exec(path) ?? [];
    const found = published.get(name);
    if (!found) return void res.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}');
    if (version === undefined)
      return void res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document(name)));
    res
      .writeHead(200, { "content-type": "application/octet-stream" })
      .end(found.find(({ one }) => one.version === version)?.tarball);
  };
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publish = (one: TestPackage): void =>
    void published.set(one.name, [...(published.get(one.name) ?? []), { one, tarball: one.tarball ?? pack(one) }]);
  packages.forEach(publish);
  return {
    url,
    publish,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close").catch(() => undefined);
    },
  };
}
