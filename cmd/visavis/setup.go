package main

import (
	"context"
	"flag"
	"path/filepath"

	"github.com/visavis/visavis/internal/access"
)

// setup is what every command begins with: what is configured, and the engines that come of it.
type setup struct {
	config    config
	env       environ
	selection selection
	access    *access.Guard // who may use the server; nil where none is served
}

// configFlag adds the flag that every command has.
func configFlag(fs *flag.FlagSet) *string {
	return fs.String("config", "", "the configuration `file` (default: visavis.yaml in the working directory, if there)")
}

// setup reads the configuration and the environment and chooses the engines. Nothing is started and
// nobody contacted before it has succeeded. override, which may be nil, changes the configuration
// according to flags.
func (t terminal) setup(file string, override func(*config)) (setup, error) {
	env, err := readEnviron(t.lookup, t.dir)
	if err != nil {
		return setup{}, err
	}
	cfg, err := t.readConfig(file)
	if err != nil {
		return setup{}, err
	}
	if override != nil {
		override(&cfg)
		if err := cfg.check(); err != nil {
			return setup{}, err
		}
	}
	sel, err := selectEngines(cfg, env)
	return setup{config: cfg, env: env, selection: sel}, err
}

// readConfig looks for the default file where .env is looked for, too.
func (t terminal) readConfig(file string) (config, error) {
	if file == "" {
		return readConfig(filepath.Join(t.dir, configName), false)
	}
	return readConfig(file, true)
}

// open makes the workshop in which the engines are built, and starts the embedded ones among the
// picks. close stops them and waits for that.
func (s setup) open(ctx context.Context, picks ...pick) (w *workshop, close func(), err error) {
	w, err = newWorkshop(s, quiet())
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	wait := w.local.start(ctx, picks...)
	return w, func() { stop(); wait(); w.close() }, nil
}
