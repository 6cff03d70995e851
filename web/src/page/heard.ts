/** A reply, parted where the listener stopped hearing it. */
export interface Parted { heard: string; unheard: string }

/**
 * Parts a reply's full text at the end of what was heard. The heard text is the authority: where the
 * full text does not begin with it (spaces aside), the rest is what lies beyond as many words.
 */
export function part(full: string, heard: string): Parted {
  const words = heard.split(/\s+/).filter(Boolean);
  const rest = full.match(/\s*\S+/g)?.slice(words.length) ?? [];
  const unheard = beyond(full, heard) ?? rest.join('');
  const [mark] = /^[^\s\p{L}\p{N}]*/u.exec(unheard)!; // a comma belongs to the word before it
  return { heard: heard.trim() + mark, unheard: unheard.slice(mark.length).trim() };
}

// What follows heard in full, when full begins with it but for spaces.
function beyond(full: string, heard: string): string | null {
  let at = 0;
  for (const char of heard.replace(/\s+/g, '')) {
    while (at < full.length && /\s/.test(full[at]!)) at++;
    if (!full.startsWith(char, at)) return null;
    at += char.length;
  }
  return full.slice(at);
}
