// Package corpus makes speech whose phone times are known: from the voices of espeak-ng, flite and
// festival that Debian has. The training of the acoustic model and its score are made from it.
//
// It needs the commands flite and festival and the library of espeak-ng: apt-get install flite
// festival festvox-kdlpc16k festvox-kallpc16k festvox-us-slt-hts libespeak-ng1.
package corpus
