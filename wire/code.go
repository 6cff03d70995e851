package wire

// Code names the kind of an Error or a Warning (8.6).
type Code string

// Codes of errors.
const (
	InternalServerError      Code = "INTERNAL_SERVER_ERROR"
	ClientMessageTimeout     Code = "CLIENT_MESSAGE_TIMEOUT"
	UnparsableClientMessage  Code = "UNPARSABLE_CLIENT_MESSAGE"
	NonSettingsBeforeSetting Code = "NON_SETTINGS_MESSAGE_BEFORE_SETTINGS"
	SettingsAlreadyApplied   Code = "SETTINGS_ALREADY_APPLIED"
	InvalidSettings          Code = "INVALID_SETTINGS"
	UserAudioFormat          Code = "USER_AUDIO_FORMAT"
	FailedToStartListening   Code = "FAILED_TO_START_LISTENING"
	ASRConnectionClosed      Code = "ASR_CONNECTION_CLOSED"
	ASRDriverTimeout         Code = "ASR_DRIVER_TIMEOUT"
	FailedToThink            Code = "FAILED_TO_THINK"
	FailedToSpeak            Code = "FAILED_TO_SPEAK"
	ServerGoingAway          Code = "SERVER_GOING_AWAY"
	NonExistentFunction      Code = "NON_EXISTENT_FUNCTION_CALLED"
	AgentIDNotSupported      Code = "AGENT_ID_NOT_SUPPORTED"
	SessionLengthReached     Code = "MAXIMUM_SESSION_LENGTH_REACHED"
)

// Codes of warnings.
const (
	PromptTooLong            Code = "PROMPT_TOO_LONG"
	ThinkRequestFailed       Code = "THINK_REQUEST_FAILED"
	SpeakRequestFailed       Code = "SPEAK_REQUEST_FAILED"
	FunctionCallFailed       Code = "FUNCTION_CALL_FAILED"
	UpdateListenUnsupported  Code = "UPDATE_LISTEN_UNSUPPORTED_FIELDS_CHANGED"
	ForceEndTurnUnsupported  Code = "FORCE_END_TURN_UNSUPPORTED"
	SlowThinkRequest         Code = "SLOW_THINK_REQUEST"
	SlowSpeakRequest         Code = "SLOW_SPEAK_REQUEST"
	SessionLengthApproaching Code = "MAXIMUM_SESSION_LENGTH_APPROACHING"
)
