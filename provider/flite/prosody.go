package flite

import (
	"math"

	"github.com/visavis/visavis"
)

// prosody sets how the voices speak. The library keeps that with the voice, which replies share, so
// that it is set before each text.
type prosody struct {
	lib *library
	// Names of features, ending with a zero. The library keeps the pointers.
	stretch, spread, database []byte
	own                       map[*cVoice]manner
}

// manner is how a voice speaks by itself.
type manner struct {
	stretch float32 // of all durations
	spread  float32 // standard deviation of the pitch, in Hz
	accents *accents
}

func newProsody(lib *library) prosody {
	return prosody{
		lib: lib, stretch: []byte("duration_stretch\x00"), spread: []byte("int_f0_target_stddev\x00"),
		database: []byte("cg_db\x00"), own: map[*cVoice]manner{},
	}
}

// learn notes how a voice speaks by itself. A feature that is absent is what the library reads in its
// place (cst_cg.c).
func (p *prosody) learn(v *cVoice) {
	m := manner{stretch: p.lib.flite_get_param_float(v.features, "duration_stretch", 1)}
	db := *p.lib.val_cg_db(p.lib.flite_get_param_val(v.features, "cg_db", 0))
	// The voice's own database cannot be written to.
	p.lib.flite_feat_set(v.features, &p.database[0], p.lib.cg_db_val(&db))
	m.spread, m.accents = db.f0Stddev, newAccents(&db)
	m.spread = p.lib.flite_get_param_float(v.features, "int_f0_target_stddev", m.spread)
	p.own[v] = m
}

// livelier is how much wider the pitch moves for 1 more of expressivity.
const livelier = 1.4

// set has a voice speak its next text as it is asked to.
func (p *prosody) set(v *cVoice, as visavis.Prosody) {
	m := p.own[v]
	if as.Speed != 0 {
		m.stretch /= float32(as.Speed)
	}
	wider := float32(math.Pow(livelier, as.Expressivity))
	p.lib.flite_feat_set_float(v.features, &p.stretch[0], m.stretch)
	p.lib.flite_feat_set_float(v.features, &p.spread[0], m.spread*wider)
	m.accents.scale(wider)
}
