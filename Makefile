# make run    install what is missing, build, serve and print the address
# make test   the tests
# make lint   formatting, vet, staticcheck
# make web    rebuild web/dist (needs Node; users do not)
# make model   train the lip sync anew (needs festival); make lipsync-report measures it
# make e2e    the whole binary with a real browser (installs Chromium and npm packages)
# make record the recorded conversations with vendors anew, for those whose key is in the environment

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
# The race detector needs a C compiler; without one the tests run all the same.
RACE = $(if $(shell command -v gcc 2>/dev/null),-race)

.PHONY: run build test lint web web-check e2e record deps model lipsync-report

run: deps build
	@bin/visavis serve $(ARGS)

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o bin/visavis ./cmd/visavis

# Packages without a goroutine have no races to find, and do much arithmetic.
PURE = clause wire lipsync lipsync/acoustic lipsync/pronounce lipsync/export internal/pcm internal/vad
# The dearest of them compute on memory of their own. They are not watched in the tests of other packages
# either, which spent half of their time there.
ARITHMETIC = lipsync lipsync/acoustic lipsync/pronounce internal/vad
UNWATCHED = $(if $(RACE),$(ARITHMETIC:%=-gcflags=github.com/visavis/visavis/%=-race=false))
test: deps
	go test $(PURE:%=./%)
	go test $(RACE) $(UNWATCHED) $$(go list ./... | grep -vxF "$$(go list $(PURE:%=./%))")

lint:
	@test -z "$$(gofmt -l .)" || { echo "not gofmt-ed:"; gofmt -l .; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

web: web/node_modules
	cd web && npm run build

# web/dist is committed so that users need no Node; this fails when it is not what the sources make.
web-check: web/node_modules
	cd web && npm run check && npm test
	cd web && npm run build -- --outDir ../bin/web-dist --emptyOutDir
	diff -r web/dist bin/web-dist

web/node_modules: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

e2e: deps build
	go build -o bin/simulate ./bench/simulate
	@scripts/deps chromium
	cd e2e && npm ci --no-audit --no-fund
	cd e2e && npm test

# Tests of vendors without a key are skipped and say so; what was recorded is then played back.
RECORDED = ./provider/deepgram ./provider/openai ./provider/gemini ./provider/anthropic
record:
	go test -count=1 -v -run '^TestRecord' $(RECORDED) -record
	go test -count=1 -run '^TestRecord|^TestTapesHoldNoKey' $(RECORDED)

deps:
	@scripts/deps

# The lip sync's model and its rules for letters, made anew from what Debian's voices say; and the
# report of how well it does. Both need: apt-get install flite festival festvox-kdlpc16k
# festvox-kallpc16k festvox-us-slt-hts festlex-cmu
model:
	go run ./lipsync/train -letters lipsync/pronounce/letters.bin
	go run ./lipsync/train -o lipsync/acoustic/model.bin

lipsync-report:
	go run ./lipsync/score -report docs
