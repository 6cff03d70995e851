package pronounce

import "strings"

// otherWays lists words that are spoken in several ways: the little ones, which are weak or strong
// as the sentence wants it. The sound decides which it was.
const otherWays = `
a: AX | EY1
the: DH AX | DH IY
to: T UW | T AX | T IH
and: AX N D | AE1 N D | AX N
of: AX V | AH1 V
for: F AO R | F ER
or: AO R | ER
your: Y AO R | Y ER
you: Y UW | Y AX
are: AA R | ER
our: AW ER | AA R
was: W AA Z | W AH Z | W AX Z
that: DH AE T | DH AX T
can: K AE N | K AX N
at: AE T | AX T
as: AE Z | AX Z
an: AE N | AX N
from: F R AH M | F R AX M
but: B AH T | B AX T
have: HH AE V | HH AX V | AX V
has: HH AE Z | HH AX Z
had: HH AE D | HH AX D
he: HH IY | IY
her: HH ER | ER
him: HH IH M | IH M
his: HH IH Z | IH Z
would: W UH D | W AX D
could: K UH D | K AX D
should: SH UH D | SH AX D
will: W IH L | W AX L
them: DH EH M | DH AX M
us: AH S | AX S
some: S AH M | S AX M
than: DH AE N | DH AX N
just: JH AH S T | JH IH S T
because: B IH K AO1 Z | B IH K AH1 Z
either: IY1 DH ER | AY1 DH ER
neither: N IY1 DH ER | N AY1 DH ER
again: AX G EH1 N | AX G EY1 N
data: D EY1 T AX | D AE1 T AX
read: R IY1 D | R EH1 D
live: L IH1 V | L AY1 V
lead: L IY1 D | L EH1 D
use: Y UW1 S | Y UW1 Z
close: K L OW1 Z | K L OW1 S
route: R UW1 T | R AW1 T
wind: W IH1 N D | W AY1 N D
tear: T EH1 R | T IH1 R
tomato: T AX M EY1 T OW | T AX M AA1 T OW
new: N UW1 | N Y UW1
which: W IH1 CH | HH W IH1 CH
what: W AH1 T | W AA1 T | HH W AH1 T
when: W EH1 N | HH W EH1 N
where: W EH1 R | HH W EH1 R
why: W AY1 | HH W AY1
while: W AY1 L | HH W AY1 L
with: W IH DH | W IH TH
often: AO1 F AX N | AO1 F T AX N
jan: JH AE1 N
feb: F EH1 B
prof: P R AA1 F
approx: AX P R AA1 K S
miz: M IH1 Z
inc: IH1 NG K
`

// letterSounds are the names of the letters.
const letterSounds = `
A: EY1
B: B IY1
C: S IY1
D: D IY1
E: IY1
F: EH1 F
G: JH IY1
H: EY1 CH
I: AY1
J: JH EY1
K: K EY1
L: EH1 L
M: EH1 M
N: EH1 N
O: OW1
P: P IY1
Q: K Y UW1
R: AA1 R
S: EH1 S
T: T IY1
U: Y UW1
V: V IY1
W: D AH1 B AX L Y UW
X: EH1 K S
Y: W AY1
Z: Z IY1
`

// readWays reads lines "word: WAY | WAY", each way in ARPAbet with a 1 where it is stressed.
func readWays(text string) map[string][][]Sound {
	all := make(map[string][][]Sound)
	for line := range strings.Lines(text) {
		word, ways, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		for _, way := range strings.Split(ways, " | ") {
			all[word] = append(all[word], stressOnsets(chunkOf(way)))
		}
	}
	return all
}
