package openai

import (
	sdk "github.com/openai/openai-go/v3"

	"github.com/visavis/visavis"
)

// Spoken tells a model what it cannot know: that it has a voice and a face.
const Spoken = `You are talking with someone, face to face. Your words are spoken aloud by a voice while an animated face moves its lips, and the person answers by speaking.
Keep it short: one to three sentences, then let the other one talk, unless you are asked for a story or an explanation.
Write as people speak. No Markdown, no lists, no headings, no emoji, no web addresses, no code. Write numbers and units the way they are said.
Begin with a short phrase, so that the voice can start early.
You can move your face with a word in square brackets before the word it belongs to: [happy] [sad] [angry] [surprised] [fearful] [disgusted] [neutral] [thinking] [nod] [shake] [wink] [smile]. Use them sparingly, and no others.
What you hear comes from a speech recogniser and may contain wrong words: guess what was meant, and ask when you cannot.
When one of your messages ends with a dash, you were interrupted there: the person did not hear the rest.`

// opening stands in for the user in a conversation that the face begins: many servers refuse a
// prompt without a user's message.
const opening = "(The conversation begins. Greet the person.)"

// cut marks where an interrupted message ends, as Spoken explains.
const cut = "—"

func messages(system string, p visavis.Prompt) []sdk.ChatCompletionMessageParamUnion {
	if p.System != "" {
		system += "\n\n" + p.System
	}
	out := []sdk.ChatCompletionMessageParamUnion{sdk.SystemMessage(system)}
	for _, m := range p.Messages {
		out = append(out, message(m))
	}
	if len(p.Messages) == 0 {
		out = append(out, sdk.UserMessage(opening))
	}
	return out
}

func message(m visavis.Message) sdk.ChatCompletionMessageParamUnion {
	switch {
	case m.Role != visavis.Assistant:
		return sdk.UserMessage(m.Text)
	case m.Interrupted:
		return sdk.AssistantMessage(m.Text + cut)
	}
	return sdk.AssistantMessage(m.Text)
}
