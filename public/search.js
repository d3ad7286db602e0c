// Searches in the index of a language, files of which a search fetches those that it needs (docs/search.md): the words that
// begin as one looked for, and the articles that are shown. The app asks for `index.txt` with what to look for; boot.js hands
// that on, and the app takes the answer for JSON.
const FORMAT = "hustings-search 1";
// Most articles that are shown, as the server has it.
const MOST = 50;
// What a word counts in text, dek and title, beside 1 for a beginning and 2 for a whole word.
const PLACES = [0, 2, 4];
// Milliseconds after which a file counts as lost.
const TIMEOUT = 15000;

// CRC-32, as in gzip.
const TABLE = Int32Array.from({ length: 256 }, (_, sum) => {
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
  return sum;
});
const checksum = (bytes) => {
  const sum = bytes.reduce((sum, byte) => (sum >>> 8) ^ TABLE[(sum ^ byte) & 255], -1);
  return (~sum >>> 0).toString(16).padStart(8, 0);
};

/** What was fetched is no file of an index, or not the whole of it. */
class Damaged extends Error {}

/** Name and body of the file at `url`. */
const read = async (url, get, cache) => {
  const answer = await get(url, { cache, signal: AbortSignal.timeout(TIMEOUT) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const body = bytes.subarray(bytes.indexOf(10) + 1);
  const [head] = new TextDecoder().decode(bytes.subarray(0, 200)).split("\n");
  const name = head.split(" ")[2];
  if (head !== `${FORMAT} ${name} ${checksum(body)}`) throw new Damaged(`${url}: no file of a search, or a damaged one`);
  return { name, text: new TextDecoder().decode(body) };
};

// What `index.txt` said, by its place.
const known = new Map();

/** What there is at a place: how many articles, how many of them in a file, where each file of words begins. */
const learn = async (place, get) => {
  const { name: digest, text } = await read(`${place}index.txt`, get, "no-cache");
  const [counts, ...firsts] = text.split("\n");
  const [count, together] = counts.split(" ").map(Number);
  known.set(place, { digest, count, together, firsts: firsts.filter(Boolean) });
};

/** What `key` counts in each article that has it, by the lines of the file of words in which it would stand. */
const count = (key, lines, counts) => {
  for (const line of lines.split("\n").filter((line) => line.startsWith(key))) {
    const [whole, ...lists] = line.split("\t");
    const strength = key[0] === "*" || key === whole ? 2 : 1;
    lists.forEach((list, place) => {
      let article = 0;
      for (const distance of list ? list.split(" ") : []) {
        article += +distance;
        counts[article] = Math.max(counts[article], PLACES[place] + strength);
      }
    });
  }
  return counts;
};

/** The articles at a place in which all keys occur. `cache` says whether files that are kept will do. */
const find = async (keys, place, get, cache) => {
  const { digest, count: all, together, firsts } = known.get(place);
  const files = {};
  const file = (kind, number) => {
    const name = `${kind}-${digest}-${number}.txt`;
    return (files[name] ??= read(place + name, get, cache).then((file) => {
      if (file.name !== name) throw new Damaged(`${place}${name}: it is ${file.name}`);
      return file.text;
    }));
  };
  if (!firsts.length) return { total: 0, hits: [] };
  const counts = keys.map(async (key) => {
    const after = firsts.findIndex((first) => first > key);
    return count(key, await file("words", Math.max(0, after < 0 ? firsts.length - 1 : after - 1)), new Uint8Array(all));
  });
  const columns = await Promise.all(counts);
  const scores = Array.from({ length: all }, (_, article) => {
    const own = columns.map((column) => column[article]);
    return own.includes(0) ? 0 : own.reduce((sum, score) => sum + score);
  });
  const found = [...scores.keys()].filter((article) => scores[article]);
  // Newer ones stay before older ones that count the same.
  const best = found.sort((one, other) => scores[other] - scores[one]).slice(0, MOST);
  const hit = async (article) => JSON.parse(await file("articles", Math.floor(article / together)))[article % together];
  return { total: found.length, hits: await Promise.all(best.map(hit)) };
};

/** Answers `asked`, the URL of an `index.txt` with `q`, keys with spaces between them, and in `else` another origin that
 * may have an index where this host has none. `get` fetches. */
export const search = async (asked, get) => {
  const { origin, pathname, searchParams } = new URL(asked, location.href);
  const [path, keys] = [pathname.replace(/[^/]*$/, ""), searchParams.get("q").split(" ")];
  const elsewhere = searchParams.get("else");
  const places = new Set([origin + path]);
  if (elsewhere) places.add(`${elsewhere}/${path.split("/").slice(-3).join("/")}`);
  let fault;
  for (const place of places) {
    // What is known may have changed since, and what is kept may be damaged: then all of it is fetched anew, once.
    for (const cache of ["default", "reload"]) {
      try {
        if (cache === "reload" || !known.has(place)) await learn(place, get);
        return new Response(JSON.stringify(await find(keys, place, get, cache)));
      } catch (error) {
        if (!(fault instanceof Damaged)) fault = error;
      }
      // A host that has no index is not asked twice.
      if (!known.has(place)) break;
    }
  }
  if (!(fault instanceof Damaged)) throw fault;
  // As the backend says what it cannot do (RFC 9457).
  const problem = { type: "about:blank", title: "Damaged", status: 500, detail: fault.message, code: "damaged" };
  return new Response(JSON.stringify(problem), { status: 500, headers: { "content-type": "application/problem+json" } });
};
