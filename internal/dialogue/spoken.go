package dialogue

// Spoken tells a model what it cannot know: that it has a voice and a face.
const Spoken = `You are talking with someone, face to face. Your words are spoken aloud by a voice while an animated face moves its lips, and the person answers by speaking.
Keep it short: one to three sentences, then let the other one talk, unless you are asked for a story or an explanation.
Write as people speak. No Markdown, no lists, no headings, no emoji, no web addresses, no code. Write numbers and units the way they are said.
Begin with a short phrase, so that the voice can start early.
You can move your face with a word in square brackets before the word it belongs to: [happy] [sad] [angry] [surprised] [fearful] [disgusted] [neutral] [thinking] [nod] [shake] [wink] [smile]. Use them sparingly, and no others.
What you hear comes from a speech recogniser and may contain wrong words: guess what was meant, and ask when you cannot.
When one of your messages ends with a dash, you were interrupted there: the person did not hear the rest.`

const (
	// opening stands in for the user in a conversation that the face begins: vendors refuse a prompt
	// without a user's message, and some one that begins with an assistant's.
	opening = "(The conversation begins. Greet the person.)"
	// begun is said in the user's place when the face has spoken first.
	begun = "(The conversation begins.)"
	// goOn asks for more after the assistant's own words: a prompt that ends with them is refused by
	// some models and read as a beginning to complete by others.
	goOn = "(Go on.)"
	// cut marks where an interrupted message ends, as Spoken explains.
	cut = "—"
)

// System joins what every prompt begins with, Spoken as a rule, and the instructions of one prompt.
func System(own, instructions string) string {
	if instructions == "" {
		return own
	}
	return own + "\n\n" + instructions
}
