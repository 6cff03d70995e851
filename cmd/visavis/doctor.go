package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/visavis/visavis"
)

func doctorCommand() command {
	return command{
		name: "doctor", args: "[-config FILE]", summary: "check every engine and tell what is missing",
		help: `
Opens each engine, has it work for a moment and tells its version and speed, or what would mend it.
Vendors that are configured are asked for real, with a few words: is the key accepted, how long does
the first answer take. The exit status is 1 when a vendor that is configured does not work, or when
there is no recogniser, model or voice that does.`,
		run: runDoctor,
	}
}

// checkup is what doctor found out about an engine.
type checkup struct {
	stage                 stage
	name, version, result string
	picked                bool // it is among those that a conversation would use
	remote                bool // it needs the network, and as a rule a key
	err                   error
}

// examLimit is how long one engine's check may take.
const examLimit = 20 * time.Second

func runDoctor(ctx context.Context, t terminal, fs *flag.FlagSet, args []string) error {
	file := configFlag(fs)
	if _, err := parse(fs, args); err != nil {
		return err
	}
	s, err := t.setup(*file, nil)
	if err != nil {
		return err
	}
	patients := s.patients()
	w, closeAll, err := s.open(ctx, patients...)
	if err != nil {
		return err
	}
	defer closeAll()
	d := &doctor{workshop: w}
	checks := d.examineAll(ctx, patients, s.selection)
	if s.config.Think == nil {
		checks = append(checks, d.examineOllama(ctx))
	}
	tools, err := d.examineTools(ctx)
	if err != nil {
		return err
	}
	checks = append(checks, tools...)
	checks = append(checks, d.examineCodecs(ctx)...)
	report(t, checks)
	s.selection.printAbsent(t.out)
	return verdict(t, checks)
}

// patients returns the engines to examine: all that are embedded and all that are configured, voices
// first, because the recognisers are tested with what a voice says.
func (s setup) patients() []pick {
	var all []pick
	add := func(p pick) {
		for _, other := range all {
			if other.id == p.id && other.engine.stage == p.engine.stage {
				return
			}
		}
		all = append(all, p)
	}
	rows := table()
	for _, st := range []stage{toSpeak, toListen, toThink} {
		for i := range rows {
			if e := &rows[i]; e.stage == st && e.embedded() {
				add(pick{id: e.vendor, engine: e})
			}
		}
		for _, p := range s.selection.all() {
			if p.engine.stage == st && !p.engine.embedded() {
				add(p)
			}
		}
	}
	return all
}

// has reports whether a conversation would use an engine, with any of its voices.
func (s selection) has(p pick) bool {
	for _, other := range s.all() {
		if other.engine.vendor == p.engine.vendor && other.engine.stage == p.engine.stage {
			return true
		}
	}
	return false
}

// printAbsent tells which engines were left out, and why.
func (s selection) printAbsent(w io.Writer) {
	for _, c := range s.stages() {
		for _, absent := range c.choice.absent {
			fmt.Fprintf(w, "not used to %s: %s\n", c.stage, absent)
		}
	}
}

func report(t terminal, checks []checkup) {
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "STAGE\tENGINE\tVERSION\tRESULT")
	for _, c := range checks {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.stage, c.name, c.version, c.describe())
	}
	w.Flush()
}

func (c checkup) describe() string {
	var ue *visavis.UnavailableError
	switch {
	case c.err == nil:
		return "ok: " + c.result
	case errors.As(c.err, &ue) && !c.remote:
		return "absent: " + ue.Error()
	}
	return "FAILED: " + c.err.Error() + request(c.err)
}

// request names the vendor's number for a request that was refused, unless the error does.
func request(err error) string {
	var ve *visavis.VendorError
	if !errors.As(err, &ve) || ve.RequestID == "" || strings.Contains(err.Error(), ve.RequestID) {
		return ""
	}
	return " (request " + ve.RequestID + ")"
}

// verdict says whether what would be used can converse, and whether all that is configured works.
func verdict(t terminal, checks []checkup) error {
	works := map[stage]bool{}
	var broken []string
	for _, c := range checks {
		works[c.stage] = works[c.stage] || c.picked && c.err == nil
		if c.remote && c.picked && c.err != nil {
			broken = append(broken, c.name)
		}
	}
	missing := map[stage]string{toListen: "recogniser", toThink: "model", toSpeak: "voice"}
	for _, st := range []stage{toListen, toThink, toSpeak} {
		if !works[st] {
			return fmt.Errorf("this cannot converse: it has no %s", missing[st])
		}
	}
	if len(broken) > 0 {
		return fmt.Errorf("configured, but not working: %s; the rest can converse", strings.Join(broken, ", "))
	}
	fmt.Fprintln(t.out, "\nThis can converse.")
	return nil
}
