package conversation

import "time"

// The longest that each state may last. What happens then is said beside it; where a state's exit
// is "give up", the conversation goes on with the next one.
const (
	// maxUtterance of uninterrupted speech is treated as if it had ended.
	maxUtterance = 60 * time.Second
	// finalWait is how long a final transcript may take; then the last partial is the utterance.
	finalWait = 3 * time.Second
	// writeWait is how long a generator may be silent; then the reply ends with what there is, or
	// with an apology.
	writeWait = 12 * time.Second
	// speakWait is how long a voice that has a clause may be silent; then the rest is shown as
	// text.
	speakWait = 6 * time.Second
	// heardWait is how long a client may take to say what was heard of a reply that was cut; then
	// its last report counts.
	heardWait = 300 * time.Millisecond
	// playGrace is added to the time that the rest of a reply takes to play; then the client's last
	// report counts.
	playGrace = 3 * time.Second
	// maxReply bounds the text of one reply, in bytes; a generator that goes on is stopped.
	maxReply = 16 << 10
	// maxMessage bounds what becomes one message of the user, in bytes: several minutes of speech.
	maxMessage = 16 << 10
	// maxHistory bounds the text of the history, in bytes: many hours of conversation, and about as
	// much as a large model's context.
	maxHistory = 256 << 10
	// assumedDelay is how far a client that does not report may be behind what it was sent: cut
	// history errs on the side of less heard.
	assumedDelay = 100 * time.Millisecond
)
