# SPDX-License-Identifier: MIT
# Two commands matter: `make demo` and `make test`. Both install what they need, each what it uses.

# Where `make setup` has put the Arm compiler, if the system had none.
export PATH := $(PATH):$(CURDIR)/.venv/bin

SOUND ?=
OUT ?= out/demo
PYTHON := .venv/bin/python
AUTOCODER := .venv/bin/autocoder
MODELS := $(or $(MODEL),strings voices metal)
RECORDINGS_strings := guit
LOOP = $(or $(SOUND),/usr/share/sonic-pi/samples/loop_amen_full.flac)

.PHONY: help setup setup-demo kicad demo test hardware bench budgets soak models examples fuzz generated lint clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1 - \2/p' $(MAKEFILE_LIST)

setup: ## install packages, .venv and the firmware's sources, for everything
	@bash .ci/setup test

setup-demo: ## the same for the demo and the README's steps alone
	@bash .ci/setup demo

kicad: ## install KiCad 9 and ngspice
	@bash .ci/kicad

demo: setup-demo ## a sound becomes a module: SOUND=file-or-folder, results in out/demo
	@$(AUTOCODER) demo $(if $(SOUND),--sound "$(SOUND)") --output "$(OUT)"

# The suite's workers take a core each: threads of theirs would wait for one another, twice as long in all.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1

test: setup kicad lint ## all suites
	@$(ONE_THREAD) $(PYTHON) -m pytest

hardware: setup kicad ## schematic, board, panel, simulation, and what makers are sent, from hardware/design
	@PYTHONPATH=hardware $(PYTHON) -m design.wiring
	@PYTHONPATH=hardware $(PYTHON) -m schematic
	@PYTHONPATH=hardware /usr/bin/python3 -m layout
	@PYTHONPATH=hardware $(PYTHON) -m spice --write
	@PYTHONPATH=hardware $(PYTHON) -m panel
	@PYTHONPATH=hardware $(PYTHON) -m fabrication

lint: setup
	@$(PYTHON) -m ruff check host hardware tests .ci/tool-scons .ci/c-sources .ci/arm-toolchain
	@$(PYTHON) -m mypy

bench: setup ## figures with the command that prints each: out/bench.json
	@$(AUTOCODER) bench --output out/bench.json

budgets: setup ## the tables of firmware/README.md
	@$(AUTOCODER) bench budget cycles external --output out/bench.json --table firmware/README.md

models: setup $(MODELS:%=model-%) ## train the models again, or one: MODEL=voices

model-%: setup
	@$(AUTOCODER) sounds $(or $(RECORDINGS_$*),$*) --output out/models/$*/sound
	@$(AUTOCODER) analyze out/models/$*/sound --output out/models/$*/frames.npz
	@$(AUTOCODER) train out/models/$*/frames.npz --output models/$*
	@$(AUTOCODER) quantize models/$*
	@$(AUTOCODER) inspect models/$*

examples: setup $(MODELS:%=example-%) ## hear the models, or one: MODEL=voices, SOUND=file; in out/examples

example-%: setup
	@$(AUTOCODER) inspect models/$* --output out/examples/$*
	@$(AUTOCODER) render models/$* --seconds 12 --output out/examples/$*/drone.wav
	@$(AUTOCODER) bake models/$* --output out/examples/$*/generated
	@$(AUTOCODER) emulate --target native --generated out/examples/$*/generated --input "$(LOOP)" \
	  --output out/examples/$*/filter.wav
	@$(AUTOCODER) emulate --target native --generated out/examples/$*/generated --input "$(LOOP)" \
	  --set mode=cross --set whiten=0.5 --output out/examples/$*/cross.wav
	@$(AUTOCODER) emulate --target native --generated out/examples/$*/generated --input "$(LOOP)" \
	  --set mode=reverb --set mix=0.5 --output out/examples/$*/reverb.wav

soak: setup ## a million power cuts (POINTS), a day natively (HOURS), an hour emulated (EMULATED_HOURS)
	@POWERCUT_POINTS=$(or $(POINTS),1000000) $(PYTHON) -m pytest tests/store/test_powercuts.py -k nothing_is_lost
	@$(AUTOCODER) soak --target native --hours $(or $(HOURS),24)
	@$(AUTOCODER) soak --target qemu --hours $(or $(EMULATED_HOURS),1)

fuzz: setup ## what comes over the wire, made up for hours: RUNS=10000000 of each fuzzer
	@PYTHONPATH=tests nice $(PYTHON) tests/link_fuzzing.py --runs $(or $(RUNS),10000000)

generated: setup ## what firmware and host are given by the default model, messages.toml and module.toml
	@$(PYTHON) -m autocoder.bake.messages
	@$(PYTHON) -m autocoder.bake.panel
	@$(AUTOCODER) bake models/strings --output firmware/generated
	@$(PYTHON) -m autocoder.bake.clocks

clean: ## remove everything that was built; .venv stays
	@rm -rf out .pio
