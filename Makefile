# Thin over scripts/, which is where to look. `make help` lists what there is.
.PHONY: help serve test dist bench peers accuracy
.DEFAULT_GOAL := help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{ printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## build and serve on http://127.0.0.1:8080 (PORT=… for another), rebuilding on change
	@scripts/serve.sh

test: ## everything: formatting, lints, native, in-browser and end-to-end tests
	@scripts/test.sh

dist: ## the optimised static site, in dist/
	@scripts/dist.sh

bench: ## frames, processor time and start-up of the release build beside its peers
	@scripts/bench.sh

peers: ## the beat detectors of others beside this one, on recordings
	@scripts/peers.sh

accuracy: ## docs/accuracy.md anew, from the recordings in ../shared/recordings
	@scripts/accuracy.sh
