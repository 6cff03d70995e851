// Package export writes the sounds of a recording in the forms in which animators and games take
// them: the mouth cues of Rhubarb Lip Sync and the face curves of ARKit.
//
// Two ways lead from sounds to lips. [Cues] chooses a drawing for every moment, for cartoons.
// [Mouth] blends the sounds into six channels, as the page does, and [ARKit] turns those into
// the face of an avatar. What a channel or a viseme does to an avatar stands in avatars.json, once
// for this package and for the page.
//
// The command visavis lipsync calls it. The package is pure; a value belongs to one goroutine, and
// the functions may be called from any.
package export
