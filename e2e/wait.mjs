// Waiting for conditions.

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until check returns something true, which it returns; fails after ms. */
export async function until(what, check, ms = 15_000, every = 25) {
  const end = Date.now() + ms;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await sleep(every);
  }
}

/** The words of a text in lower case, without punctuation. */
export function words(text) {
  return text.toLowerCase().replaceAll('’', "'").match(/[\p{L}\p{N}']+/gu) ?? [];
}
