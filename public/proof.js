// Answers the challenge of a guarded poll: waits, and where it is asked to, lets this browser work. Loaded when a poll asks
// for it, and once more as the worker in which the work is done.
//
// The work is a counter for which PBKDF2 of the token begins with so many zero bits. WebCrypto computes it in native code.
const text = new TextEncoder();

/** The first counter whose derivation begins with so many zero bits. */
const find = async ({ token, iterations, bits }) => {
  const key = await crypto.subtle.importKey("raw", text.encode(token), "PBKDF2", false, ["deriveBits"]);
  const derive = (counter) =>
    crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: text.encode(counter), iterations }, key, 256);
  // Several at a time, for browsers that have a thread for each.
  const next = [0, 1, 2, 3];
  for (let first = 0; ; first += next.length) {
    const derived = await Promise.all(next.map((more) => derive(first + more)));
    const found = derived.findIndex((bytes) => Math.clz32(new DataView(bytes).getUint32(0)) >= bits);
    if (found >= 0) return first + found;
  }
};

/** The same in a worker; here, where the browser starts none. */
const work = (challenge) =>
  new Promise((done, fail) => {
    const here = () => find(challenge).then(done, fail);
    try {
      const worker = new Worker(import.meta.url, { type: "module" });
      worker.onmessage = ({ data }) => {
        worker.terminate();
        data === null ? here() : done(data);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        here();
      };
      worker.postMessage(challenge);
    } catch {
      here();
    }
  });

/** The proof for the header `hustings-proof`, by the problem that the backend has answered with. */
export const prove = async (problem) => {
  const { challenge } = JSON.parse(problem);
  const { token, bits, wait_ms } = challenge;
  const waited = new Promise((done) => setTimeout(done, wait_ms));
  // Who cannot work says so, and has the vote set aside.
  const counter = bits ? await work(challenge).then((found) => `.${found}`, () => " cannot") : "";
  await waited;
  return token + counter;
};

if (globalThis.DedicatedWorkerGlobalScope) {
  onmessage = ({ data }) => find(data).catch(() => null).then(postMessage);
}
