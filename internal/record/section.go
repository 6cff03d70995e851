package record

import (
	"fmt"
	"strings"
	"time"
)

// section is what one side says before the other does again, or before it pauses.
type section struct {
	side  side
	after time.Duration // since the line before; of the server's only, since clients have their own clocks
	lines []line
}

// pause is the time between two messages of the server that is written down.
const pause = 10 * time.Millisecond

func (s section) name() string {
	if s.side == ofClient || s.after < pause {
		return s.side.String()
	}
	return fmt.Sprintf("%v after %v", s.side, s.after)
}

// parseSection reads what name wrote; false: a file is no section.
func parseSection(name string) (section, bool) {
	who, after, _ := strings.Cut(name, " after ")
	d, _ := time.ParseDuration(after)
	switch who {
	case ofClient.String():
		return section{side: ofClient}, true
	case ofServer.String():
		return section{side: ofServer, after: d}, true
	}
	return section{}, false
}

type side int

const (
	ofClient side = iota
	ofServer
)

func (s side) String() string { return [...]string{"client", "server"}[s] }
