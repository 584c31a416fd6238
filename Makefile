# `make chat` and `make test` do everything on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: chat native test soak check audit eval peers lock format clean

chat: $(VENV)/.ready
	$(BIN)/dateline chat

# The installed llama.cpp is for any processor of the last ten years. This one is for the processor it is built on:
# where that has AVX-512 or AMX it reads about twice as fast. Needs Linux and a C++ compiler, and some minutes once.
native: $(VENV)/llama.cpp/llama-server

test: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.setup
	$(BIN)/python -m pytest -m "not model and not soak" --numprocesses 3 --dist loadfile
	$(BIN)/python -m pytest -m model

# The long forms of what SECURITY.md promises: about an hour on two quiet cores; TIMES=5 for five times as much. What
# was reached is printed at the end of each half.
TIMES ?= 1
soak: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.setup
	DATELINE_SOAK=$(TIMES) $(BIN)/python -m pytest -m "soak" tests
	DATELINE_SOAK=$(TIMES) $(BIN)/python -m pytest tests/soak tests/index/test_derived.py

check: $(VENV)/.ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) audit test

# Known weaknesses of what the locks name; says so and goes on where pip-audit or its database cannot be had.
audit: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.dependencies audit

eval: $(VENV)/.ready-evals
	$(BIN)/dateline eval golden --baseline evals/baseline.json --report eval-report

peers: $(VENV)/.ready $(VENV)-peers/.ready
	$(BIN)/python -m evals.peers

format: $(VENV)/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Dateline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The lock names exact versions. No index is named, so that a mirror will do. PyPI's torch for Linux on x86-64 brings
# several GB of CUDA along; PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make chat   spares them.
$(VENV)/.ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Dateline (once; about two minutes with a fast index) ..."
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.ready-evals: $(VENV)/.ready requirements-evals.lock
	$(BIN)/python -m pip install --quiet --requirement requirements-evals.lock
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-evals requirements-dev.lock
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	@touch $@

# The source is that of the installed one, at the same version.
$(VENV)/llama.cpp/llama-server: requirements.lock | $(VENV)/.ready
	@command -v c++ > /dev/null || { echo "make native needs a C++ compiler (Debian: apt-get install g++)."; exit 1; }
	@echo "Building llama.cpp for this processor (once; some minutes) ..."
	rm -rf $(@D) && mkdir -p $(@D)/source
	$(BIN)/python -m pip install --quiet "cmake>=3.30,<5"
	$(BIN)/python -m pip download --quiet --no-deps --no-binary xllamacpp --dest $(@D) $$(grep '^xllamacpp==' $<)
	tar -xzf $(@D)/xllamacpp-*.tar.gz --strip-components 1 -C $(@D)/source
	# Some versions of GCC take what describes the tiles for unused, and leaves it unwritten: then AMX crashes.
	sed -i 's/_tile_loadconfig(&tc);/__asm__ volatile("" : : "r"(\&tc) : "memory"); &/' \
		$(@D)/source/thirdparty/llama.cpp/ggml/src/ggml-cpu/amx/mmq.cpp
	$(BIN)/cmake -S $(@D)/source/thirdparty/llama.cpp -B $(@D)/build -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
		-DGGML_NATIVE=ON -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_UI=OFF > $(@D)/log
	$(BIN)/cmake --build $(@D)/build --target llama-server --parallel >> $(@D)/log
	cp $(@D)/build/bin/llama-server $@.new && rm -rf $(@D)/source $(@D)/build $(@D)/*.tar.gz
	mv $@.new $@

$(VENV)-peers/.ready: evals/peers/requirements.lock
	@echo "Installing the peers into $(VENV)-peers (once; some minutes) ..."
	$(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/python -m pip install --quiet --requirement $<
	@touch $@

# Resolves the ranges of pyproject.toml anew into a clean environment and writes down what came out. Everything is
# resolved together first, so that the three files agree: each takes nothing away from the one before.
lock:
	rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet torch==2.13.0
	$(VENV)-lock/bin/python -m pip install --quiet '.[evals,dev]'
	$(VENV)-lock/bin/python -m pip freeze --exclude dateline | sed 's|+cpu$$||' > requirements-dev.lock
	for extra in evals none; do \
		rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock && \
		$(VENV)-lock/bin/python -m pip install --quiet --constraint requirements-dev.lock torch==2.13.0 ".[$$extra]" && \
		$(VENV)-lock/bin/python -m pip freeze --exclude dateline | sed 's|+cpu$$||' > requirements-$$extra.lock || exit 1; \
	done
	mv requirements-none.lock requirements.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) $(VENV)-peers $(VENV)-audit build dist
