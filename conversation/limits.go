package conversation

import "time"

// The longest that each state may last. What happens then is said beside it; where a state's exit
// is "give up", the conversation goes on with the next one.
const (
	// maxUtterance of uninterrupted speech is treated as if it had ended.
	maxUtterance = 60 * time.Second
	// finalWait is how long a final transcript may take; then the last partial is the utterance. A
	// recogniser that falls silent is replaced after half of it, and the other has to listen again.
	finalWait = 5 * time.Second
	// openWait stands in for finalWait when the ears judge turns by more than the quiet, and
	// openMargin is how much longer than the client's timeout it is at least.
	openWait   = 8 * time.Second
	openMargin = 3 * time.Second
	// endWait stands in for finalWait when the client says that the user has finished.
	endWait = time.Second
	// callWait is how long a function may take; then its result is that it timed out.
	callWait = 30 * time.Second
	// writeWait is how long a generator may be silent; then the reply ends with what there is, or
	// with an apology.
	writeWait = 12 * time.Second
	// speakWait is how long a voice that has a clause may be silent; then the rest is shown as
	// text.
	speakWait = 6 * time.Second
	// slowVoice is after how long a voice that has not begun is told of.
	slowVoice = 3 * time.Second
	// heardWait is how long a client may take to say what was heard of a reply that was cut; then
	// its last report counts.
	heardWait = 300 * time.Millisecond
	// playGrace is added to the time that the rest of a reply takes to play; then the client's last
	// report counts.
	playGrace = 3 * time.Second
	// maxReply bounds the text of one reply and its calls, in bytes; a generator that goes on is
	// stopped.
	maxReply = 16 << 10
	// maxThought bounds what a generator considers for one reply, in bytes.
	maxThought = 64 << 10
	// maxRounds bounds how often a generator is asked in one turn because it wanted calls.
	maxRounds = 8
	// maxCalls bounds the calls that one turn makes, and those that are under way at once; others
	// are refused. maxResponse bounds the result of one, in bytes. What a turn adds to the history
	// stays below maxHistory, so that no question is forgotten before its answer.
	maxCalls    = 12
	maxResponse = 16 << 10
	// maxQueue bounds the texts that wait to be said.
	maxQueue = 8
	// maxGuesses bounds the replies that are prepared for one utterance before it is over.
	maxGuesses = 3
	// maxMessage bounds what becomes one message of the user, in bytes: several minutes of speech.
	maxMessage = 16 << 10
	// maxHistory bounds the text of the history, in bytes: many hours of conversation, and about as
	// much as a large model's context.
	maxHistory = 256 << 10
	// assumedDelay is how far a client that does not report may be behind what it was sent: cut
	// history errs on the side of less heard.
	assumedDelay = 100 * time.Millisecond
)
