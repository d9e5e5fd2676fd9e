# The entrances: make demo · make test · make check · make proofs · make soak · make bench. Each prepares .venv when it is missing or out of date.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
READY_TO_BENCH = $(VENV)/.ready-to-bench

.PHONY: demo test check proofs soak bench format-check lint types format lock

demo: $(READY)
	@$(BIN)/python -m sheetdesk demo

test: $(READY)
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

check: format-check lint types test

# As `make test`, with every step of the crash proofs, every fault of Google and every story on each kind of workbook,
# of which a plain run takes a share a day.
proofs: $(READY)
	@SHEETDESK_PROOFS=all $(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

# A simulated year (docs/soak.md); SHEETDESK_SOAK_SEED=N repeats one.
soak: $(READY)
	@$(BIN)/python -m tests.soak

# Measures for about half an hour and writes docs/benchmarks.md; real texts, one a line: make bench TEXTS=FILE
bench: $(READY_TO_BENCH)
	@$(BIN)/python -m tests.bench $(if $(TEXTS),--texts $(TEXTS))

format-check: $(READY)
	@$(BIN)/ruff format --check .

lint: $(READY)
	@$(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Exact versions with hashes, from the ranges in requirements*.txt; no address of an index in it.
lock: $(READY)
	@$(BIN)/python -m pip install -qq pip-tools
	@$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
		--output-file requirements.lock requirements-dev.txt

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 以上；請安裝後再試，或指定：make PYTHON=python3.12 …"; exit 1; }
	@echo "正在準備 Python 環境（$(VENV)），第一次大約一分鐘……"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "建不起 Python 虛擬環境。Debian／Ubuntu 請先執行：sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(READY)

$(READY_TO_BENCH): $(READY) requirements-bench.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-bench.txt
	@touch $(READY_TO_BENCH)
