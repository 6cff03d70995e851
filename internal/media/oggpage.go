package media

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/visavis/visavis"
)

// oggPages writes the packets of one stream of Opus on Ogg pages (RFC 3533, RFC 7845). Times on them
// count samples of 48 kHz, the encoder's run-up included.
type oggPages struct {
	size, preSkip int64 // of a packet, and of the run-up
	serial        uint32
	number        uint32 // of the next page
	time          int64  // at the end of the last packet
	closing       bool   // what is added belongs to the last page
	ended         bool

	packets int    // of the page that is being filled
	lacing  []byte // their lengths, in pieces of 255
	body    []byte
}

// pagePackets is how many packets a page has: 100 ms. The first has one, to be heard soon.
const pagePackets = 5

// Bits of a page's type.
const (
	oggFirst = 2
	oggLast  = 4
)

func newOggPages(size, preSkip int64) *oggPages {
	// Streams that a client puts one behind the other must differ by their serial number.
	return &oggPages{size: size, preSkip: preSkip, serial: rand.Uint32()}
}

// begin appends the two pages that describe the stream. rate is what was encoded, for information.
func (p *oggPages) begin(dst []byte, rate visavis.SampleRate) []byte {
	p.put([]byte("OpusHead"), []byte{1, 1}, binary.LittleEndian.AppendUint16(nil, uint16(p.preSkip)),
		binary.LittleEndian.AppendUint32(nil, uint32(rate)), []byte{0, 0, 0}) // gain, mapping
	dst = p.flush(dst, oggFirst, 0)
	const vendor = "visavis"
	p.put([]byte("OpusTags"), binary.LittleEndian.AppendUint32(nil, uint32(len(vendor))), []byte(vendor), make([]byte, 4))
	return p.flush(dst, 0, 0)
}

// add puts a packet on the page, and appends the page if it is full.
func (p *oggPages) add(dst, packet []byte) []byte {
	first := p.time == 0
	p.time += p.size
	p.put(packet)
	if !p.closing && (first || p.packets >= pagePackets) {
		return p.flush(dst, 0, p.time)
	}
	return dst
}

// end appends the last page. Its time says how much of the last packet is sound.
func (p *oggPages) end(dst []byte, samples int64) []byte {
	if p.ended {
		return dst
	}
	p.ended = true
	if samples > 0 {
		samples += p.preSkip
	}
	return p.flush(dst, oggLast, samples)
}

// put puts a packet on the page.
func (p *oggPages) put(parts ...[]byte) {
	length := 0
	for _, b := range parts {
		p.body = append(p.body, b...)
		length += len(b)
	}
	for ; length >= 255; length -= 255 {
		p.lacing = append(p.lacing, 255)
	}
	p.lacing = append(p.lacing, byte(length))
	p.packets++
}

// flush appends the page and begins a new one.
func (p *oggPages) flush(dst []byte, kind byte, time int64) []byte {
	const checksumAt = 22
	from := len(dst)
	dst = append(dst, oggMagic...)
	dst = append(dst, 0, kind)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(time))
	dst = binary.LittleEndian.AppendUint32(dst, p.serial)
	dst = binary.LittleEndian.AppendUint32(dst, p.number)
	dst = append(dst, 0, 0, 0, 0, byte(len(p.lacing)))
	dst = append(dst, p.lacing...)
	dst = append(dst, p.body...)
	binary.LittleEndian.PutUint32(dst[from+checksumAt:], oggChecksum(dst[from:]))
	p.number++
	p.packets, p.lacing, p.body = 0, p.lacing[:0], p.body[:0]
	return dst
}

// oggChecksum is a CRC that hash/crc32 has not: its bits come in the other order.
func oggChecksum(page []byte) (sum uint32) {
	for _, b := range page {
		sum = sum<<8 ^ oggTable[byte(sum>>24)^b]
	}
	return sum
}

var oggTable = makeOggTable()

func makeOggTable() (table [256]uint32) {
	const polynomial = 0x04c11db7
	for i := range table {
		sum := uint32(i) << 24
		for range 8 {
			carry := sum >> 31
			sum = sum<<1 ^ carry*polynomial
		}
		table[i] = sum
	}
	return table
}
