package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/visavis/visavis"
)

// Curves are the curves of a face over time, for WriteLiveLink.
type Curves struct {
	Mouth    *Mouth
	Loudness *Loudness
	Rate     visavis.SampleRate
	Samples  int64
	FPS      int
}

// WriteLiveLink writes a face a frame as the app Live Link Face records them: CSV with the 52
// blend shapes of ARKit, and the rotations of head and eyes, which stay at 0.
func (c Curves) WriteLiveLink(w io.Writer) error {
	avatars, err := ReadAvatars()
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	rotations := []string{
		"HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll", "RightEyeYaw", "RightEyePitch", "RightEyeRoll",
	}
	fmt.Fprint(b, "Timecode,BlendShapeCount")
	for _, name := range avatars.ARKit.Names {
		fmt.Fprint(b, ","+strings.ToUpper(name[:1])+name[1:])
	}
	fmt.Fprint(b, ","+strings.Join(rotations, ",")+"\n")
	still := strings.Repeat(",0.0000", len(rotations))
	var line []byte
	for frame := int64(0); frame*int64(c.Rate) < c.Samples*int64(c.FPS); frame++ {
		sample := frame * int64(c.Rate) / int64(c.FPS)
		line = fmt.Appendf(line[:0], "%s,%d", timecode(frame, int64(c.FPS)), arkitShapes+len(rotations))
		for _, weight := range avatars.Face(c.Mouth.At(sample, c.Loudness.At(sample))) {
			line = strconv.AppendFloat(append(line, ','), weight, 'f', 4, 64)
		}
		b.Write(line)
		b.WriteString(still + "\n")
	}
	return b.Flush()
}

// timecode writes hours, minutes, seconds and frames.
func timecode(frame, fps int64) string {
	s := frame / fps
	return fmt.Sprintf("%02d:%02d:%02d:%02d.000", s/3600, s/60%60, s%60, frame%fps)
}
