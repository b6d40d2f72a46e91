# EVO-TR: `make run` opens the assistant, `make test` checks everything.
# Needs python3 >= 3.11 and make; everything else lies in .venv.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check install -c constraints.txt
# PyTorch trains the bundled model and nothing else; PEFT is what imported adapters are
# tested against. They lie apart, because transformers imports PyTorch wherever it finds
# it, and that would cost every start seconds.
TORCH   := $(VENV)/training
PYTORCH := torch==2.13.0
PEFT    := peft==0.21.2 accelerate==1.15.0
# Work for people (progress) goes to stderr: stdout belongs to the answers.
SAY    := >&2

# Python keeps what it compiled: else each process of the tests compiles it all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test mini experts probes clean
.SUFFIXES:

run: $(VENV)/.run
	@exec $(PY) -m evotr

test: $(VENV)/.test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	PYTHONPATH=$(TORCH) QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n logical --dist worksteal

# Rebuilds the bundled model from its generated data (up to 90 minutes).
mini: $(VENV)/.test
	PYTHONPATH=$(TORCH) $(PY) -m scripts.mini.build

# Trains the experts of the bundled model and keeps them in adapters/.
experts: $(VENV)/.run
	$(PY) -m scripts.mini.experts

# What the bundled model can and cannot: the table of data/probes.
# EXPERT=tr_chat lets an expert answer.
probes: $(VENV)/.run
	@$(PY) -m scripts.mini.evaluate $(if $(EXPERT),--expert $(EXPERT))

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "EVO-TR needs Python 3.11 or newer; try: make PYTHON=python3.12 run")' $(SAY)
	@echo "Setting up .venv (once, a few minutes) / .venv kuruluyor (bir kez, birkaç dakika)" $(SAY)
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) $(SAY)
	@$(PIP) -e . $(SAY) </dev/null
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@$(PIP) -e '.[dev]' $(SAY) </dev/null
	@$(PIP) --target $(TORCH) --upgrade $(PYTORCH) $(SAY) </dev/null
	@$(PIP) --target $(TORCH) --upgrade --no-deps $(PEFT) $(SAY) </dev/null
	@touch $@
