import { Pool, type PoolClient } from "pg";

type Callback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

/**
 * A pool that survives connections which break while they are in use. Without this the `error` event of such a client has no
 * listener, which ends the process; and a transaction whose `begin` fails never gives its client back, so that a few lost
 * connections use the pool up.
 */
export class GuardedPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<PoolClient> | void {
    if (callback) return super.connect(callback);
    return super.connect().then(guard);
  }
}

/** Gives a broken client back at once, to be thrown away; giving it back again later does nothing then. */
function guard(client: PoolClient): PoolClient {
  const giveBack = client.release.bind(client);
  let released = false;
  const onError = (error: Error) => client.release(error);
  client.on("error", onError);
  client.release = (reason) => {
    if (released) return;
    released = true;
    client.off("error", onError);
    giveBack(reason);
  };
  return client;
}
