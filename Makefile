# SPDX-License-Identifier: MIT
# Two commands matter: `make demo` and `make test`. Both install what they need.

SOUND ?=
OUT ?= out/demo
PYTHON := .venv/bin/python
AUTOCODER := .venv/bin/autocoder

.PHONY: help setup demo test bench models generated lint clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1 - \2/p' $(MAKEFILE_LIST)

setup: ## install packages, .venv and the firmware's sources
	@bash .ci/setup

demo: setup ## a sound becomes a module: SOUND=file-or-folder, results in out/demo
	@$(AUTOCODER) demo $(if $(SOUND),--sound "$(SOUND)") --output "$(OUT)"

test: setup lint ## all suites
	@$(PYTHON) -m pytest

lint: setup
	@$(PYTHON) -m ruff check host tests .ci/tool-scons .ci/cmsis-dsp
	@$(PYTHON) -m mypy

bench: setup ## figures with the command that prints each: out/bench.json
	@$(AUTOCODER) bench --output out/bench.json

models: setup ## train the default model again, from recordings of sonic-pi-samples
	@$(AUTOCODER) sounds guit --output out/models/sound
	@$(AUTOCODER) analyze out/models/sound --output out/models/frames.npz
	@$(AUTOCODER) train out/models/frames.npz --output models/strings
	@$(AUTOCODER) quantize models/strings
	@$(AUTOCODER) inspect models/strings

generated: setup ## what firmware and host are given by the default model and messages.toml
	@$(PYTHON) -m autocoder.bake.messages
	@$(AUTOCODER) bake models/strings --output firmware/generated

clean: ## remove everything that was built; .venv stays
	@rm -rf out .pio
