package conversation

import "strings"

// injections are texts of the client's that the agent has yet to say.
type injections struct {
	queue  []string // said when nobody speaks
	urgent string   // said as soon as it is known what was heard of the reply that it cuts
}

// inject takes a text that the client wants said.
func (m *Machine) inject(ev AgentText) {
	text := strings.TrimSpace(ev.Text)
	q := &m.injections
	switch {
	case text == "":
	case ev.Behavior == BehaviorInterrupt:
		q.urgent = text
	case ev.Behavior == BehaviorQueue && len(q.queue) >= maxQueue:
		m.show(InjectionRefused{"too much is waiting to be said"})
	case ev.Behavior == BehaviorQueue:
		q.queue = append(q.queue, text)
	case m.reply != nil || m.hearing.busy():
		m.show(InjectionRefused{"somebody is speaking; try again when it is quiet"})
	default:
		m.agentText(text)
	}
}

// sayInjected says what waits and may be said now.
func (m *Machine) sayInjected() {
	q := &m.injections
	if q.urgent != "" {
		for m.reply != nil && m.reply.phase != cutting { // a turn that waited for the cut is cut too
			m.overlap = overlap{}
			m.cut()
		}
	}
	switch {
	case m.reply != nil:
	case q.urgent != "":
		text := q.urgent
		q.urgent = ""
		m.agentText(text)
	case len(q.queue) > 0 && !m.hearing.busy():
		text := q.queue[0]
		q.queue = q.queue[1:]
		m.agentText(text)
	}
}
