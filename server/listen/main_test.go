package listen

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/visavis/visavis/internal/worker"
	"github.com/visavis/visavis/provider/flite"
	"github.com/visavis/visavis/provider/sphinx"
)

func TestMain(m *testing.M) {
	worker.Main(map[string]worker.Func{sphinx.Name: sphinx.Worker, flite.Name: flite.Worker})
	goleak.VerifyTestMain(m)
}
