package visavis

// UnavailableError says that an engine cannot work here and what would change that. Trying again
// without doing so is useless.
type UnavailableError struct {
	Engine string // "flite"
	Reason string // "libflite.so.1 is not installed"
	Remedy string // "apt-get install libflite1"; may be empty
	Err    error  // the cause; may be nil
}

func (e *UnavailableError) Error() string {
	s := e.Engine + ": " + e.Reason
	if e.Remedy != "" {
		s += " (to mend it: " + e.Remedy + ")"
	}
	return s
}

func (e *UnavailableError) Unwrap() error { return e.Err }
