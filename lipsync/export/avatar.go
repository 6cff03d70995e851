package export

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed avatars.json
var avatarsJSON []byte

// arkitShapes is how many blend shapes a face has.
const arkitShapes = 52

// Avatars is what mouths do to avatars of the usual kinds, as avatars.json has it.
type Avatars struct {
	ARKit struct {
		// Names are the blend shapes as Apple spells them, in the order of Live Link Face.
		Names []string `json:"names"`
		// Channels tells what each channel at 1 adds to blend shapes. The width has two: "wide" and
		// "narrow". "tongue" is only what is between the teeth, see visibleTongue.
		Channels map[string]map[string]float64 `json:"channels"`
	} `json:"arkit"`
	// Visemes are in the order of visavis.Viseme.
	Visemes []struct {
		Viseme string             `json:"viseme"`
		Oculus string             `json:"oculus"` // morph target
		VRM    map[string]float64 `json:"vrm"`    // weights of the expressions aa ih ou ee oh
	} `json:"visemes"`
}

// ReadAvatars returns the table.
func ReadAvatars() (*Avatars, error) {
	var a Avatars
	if err := json.Unmarshal(avatarsJSON, &a); err != nil {
		return nil, fmt.Errorf("read table of avatars: %w", err)
	}
	return &a, nil
}

// visibleTongue is where the tongue begins to be between the teeth: a T raises it, a TH shows it.
const visibleTongue = 0.6

// amount is how much a row of the table of channels counts.
type amount struct {
	row string
	is  float64
}

// amounts are always in the same order, so that sums are always the same.
func (c Channels) amounts() [7]amount {
	return [7]amount{
		{"jaw", c.Jaw}, {"wide", max(0, c.Width)}, {"narrow", max(0, -c.Width)}, {"round", c.Round}, {"seal", c.Seal},
		{"lipteeth", c.LipTeeth}, {"tongue", max(0, c.Tongue-visibleTongue) / (1 - visibleTongue)},
	}
}

// Face returns the weights of the ARKit blend shapes, 0..1, in the order of their names.
func (a *Avatars) Face(c Channels) []float64 {
	face := make([]float64, len(a.ARKit.Names))
	for _, of := range c.amounts() {
		for i, name := range a.ARKit.Names {
			face[i] += of.is * a.ARKit.Channels[of.row][name]
		}
	}
	for i := range face {
		face[i] = min(1, face[i])
	}
	return face
}
