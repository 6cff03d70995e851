package media

// Fields of the only MP3 that POST /v1/speak has: MPEG-2 layer III at 22050 Hz, mono, without checksums.
const (
	mp3Sync    = "\xFF\xF3"
	mp3Mono    = 0xC0
	mp3TagRate = 22050
)

// appendMP3Tag appends a silent frame that tells how late the sound begins, as LAME's tag does. Players
// that know it, browsers among them, then begin with the first sample; for others it is 26 ms of silence.
// The tag could tell the length as well, which nobody knows while the sound is made.
func appendMP3Tag(dst []byte, bitRate, delay int) []byte {
	frame := make([]byte, 72*bitRate/mp3TagRate)
	copy(frame, mp3Sync)
	frame[2] = byte(bitRate/8000) << 4 // their numbers count steps of 8 kbit/s up to 64
	frame[3] = mp3Mono
	head := mp3Head(frame)
	tag := frame[frameHead+head.sideInfo():]
	copy(tag, "Info\x00\x00\x00\x00LAME")
	lame := tag[8:]
	delay -= decodeLag // every decoder adds that by itself
	lame[21], lame[22] = byte(delay>>4), byte(delay<<4)
	return append(dst, frame...)
}
