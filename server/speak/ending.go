package speak

import (
	"errors"
	"fmt"

	"github.com/coder/websocket"

	"github.com/visavis/visavis/internal/socket"
	"github.com/visavis/visavis/wire"
)

// The ways in which a websocket ends (6.4). The codes in the reasons are what clients look for.

// complete is the end that the client has asked for with Close.
func complete() *socket.Ending {
	return &socket.Ending{Code: websocket.StatusNormalClosure, Reason: "all has been spoken", Tail: true}
}

func notText() *socket.Ending {
	return &socket.Ending{Code: websocket.StatusUnsupportedData, Reason: "MESSAGE-0000: send text messages only, as JSON"}
}

// invalid is the end of a client whose message is none of the four.
func invalid(err error) *socket.Ending {
	return &socket.Ending{Code: websocket.StatusPolicyViolation, Reason: fmt.Sprintf("DATA-0000: not a valid command: %v", err)}
}

func tooBig() *socket.Ending {
	return &socket.Ending{
		Code:   websocket.StatusMessageTooBig,
		Reason: fmt.Sprintf("BIG-0000: a message may have up to %d bytes", maxCommand),
	}
}

// untaken is the end of a client whose text the prompter does not take.
func untaken(err error) *socket.Ending {
	if errors.Is(err, errTooLong) {
		return &socket.Ending{
			Code:   websocket.StatusMessageTooBig,
			Reason: fmt.Sprintf("BIG-0001: the text of a message may have up to %d characters", wire.MaxSpeakText),
		}
	}
	return &socket.Ending{
		Code:   websocket.StatusPolicyViolation,
		Reason: "DATA-0001: too many characters wait to be spoken; wait for Flushed before you send more",
	}
}

// broken is the end after a fault of ours. What was spoken before it is delivered.
func broken(err error) *socket.Ending {
	return &socket.Ending{
		Code: websocket.StatusInternalError, Tail: true, Err: err,
		Reason: "NET-0000: the voice failed; please connect again",
	}
}

func tooLate() *socket.Ending {
	return &socket.Ending{
		Code: websocket.StatusInternalError, Tail: true,
		Reason: fmt.Sprintf("NET-0003: a session lasts %v at most; please connect again", maxSession),
	}
}

func goingAway() *socket.Ending {
	return &socket.Ending{Code: websocket.StatusGoingAway, Reason: "the server is shutting down", Tail: true}
}
