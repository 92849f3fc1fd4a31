# Needs Python 3.11 or later, git and make; everything else comes from the locked requirements.
# Nothing here reads HOME or the user's git configuration.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -I -m pip install --quiet --disable-pip-version-check
# uv installs in a quarter of pip's time; pip goes where only its own settings lead.
UV_INSTALL := $(BIN)/uv --no-config --system-certs --quiet pip install --compile-bytecode --python $(BIN)/python
install = $(UV_INSTALL) $(1) || $(PIP_INSTALL) $(1)
# Many tests wait for other programs; one worker more than there are cores keeps the cores busy.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
QUICK := not slow and not torture and not browser and not node and not other_forge
# Each test belongs to one target alone.
SLOW := slow and not torture and not browser and not node and not other_forge
# Pytest takes under ten minutes on two idle cores; only what hangs is ended, where coreutils' timeout exists.
BUDGET := $(shell command -v timeout >/dev/null 2>&1 && echo timeout -k 30 2600)

# So that the targets also work when git itself started them, or inside another environment.
# With PYTHONDONTWRITEBYTECODE every process that a test starts would compile the tool again.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

.DEFAULT_GOAL := help
.PHONY: help .venv demo test test-slow test-thorough torture bench test-browser test-forge test-others lint screenshots site release lock clean

help: ## list the targets
	@sed -n 's/^\([.a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name what; do printf '  %-14s %s\n' "$$name" "$$what"; done

.venv: $(VENV)/.dev ## make the virtual environment, or make it again when a lock has changed

# The product alone: all that `demo` and `site` need.
$(VENV)/.runtime: requirements/installer.txt requirements/runtime.txt pyproject.toml hatch_build.py
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python3" >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -I -m venv $(VENV)
	$(PIP_INSTALL) --require-hashes --no-deps -r requirements/installer.txt || true
	$(call install,--require-hashes -r requirements/runtime.txt)
	$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(call install,--require-hashes -r requirements/dev.txt)
	@touch $@

demo: $(VENV)/.runtime ## build a whole sample office in build/demo
	rm -rf build/demo
	@mkdir -p build
	$(BIN)/ubah demo build/demo

# While one core checks style and types, the other compiles the tests, which each worker would do for itself.
test: $(VENV)/.dev ## check style and types, and run the tests (but slow, torture, browser and forge ones)
	@$(BIN)/python -m pytest --collect-only --quiet >/dev/null 2>&1 & \
		$(MAKE) --no-print-directory lint; status=$$?; wait; exit $$status
	$(BUDGET) $(PYTEST) -m "$(QUICK)"

test-slow: $(VENV)/.dev ## run the tests that take minutes: README's commands, a large site, a little torture
	$(PYTEST) -m "$(SLOW)"

# `make test` runs commands as forks, writes offices without git and tries few examples: here nothing is spared.
test-thorough: $(VENV)/.dev ## commands' tests as processes of their own, audits on other cores too, all examples of the readers'
	UBAH_TEST_PROCESSES=1 $(PYTEST) -m "$(QUICK)" tests/cli tests/sister tests/attacks/test_honest.py
	UBAH_TEST_PROCESSES=1 $(PYTEST) -m slow tests/cli/test_demo.py tests/cli/test_guides_typed.py
	UBAH_TEST_CORES=many $(PYTEST) -m "$(QUICK)" tests/attacks
	UBAH_TEST_EXAMPLES=all $(PYTEST) -m "$(QUICK)" tests/sop tests/core/test_source.py

torture: $(VENV)/.dev ## run the long tests: many clients, random histories, fuzzing; prints the figures
	$(BIN)/python -m pytest -m torture -q

bench: $(VENV)/.dev ## measure histories of 100 to 10,000 requests beside what one would use instead (a quarter of an hour)
	$(BIN)/python -m benchmarks

test-browser: $(VENV)/.dev ## run the tests that drive a browser (needs chromium)
	$(PYTEST) -m browser tests/browser

NODE_MODULES := tests/forge/github/node_modules
$(NODE_MODULES)/.installed: tests/forge/github/package-lock.json
	cd tests/forge/github && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

test-forge: $(VENV)/.dev $(NODE_MODULES)/.installed ## play stories and attacks on all forges, and whole changes by the workflows, and hold clients against descriptions (needs node)
	$(PYTEST) -m "node or other_forge" tests/forge

test-others: $(VENV)/.dev $(NODE_MODULES)/.installed ## run test-slow, test-browser and test-forge at once, as the gate does
	$(PYTEST) -m "not torture and (slow or browser or node or other_forge)"

lint: $(VENV)/.dev ## check style, types and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/actionlint
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[0-9]*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.gitlab-ci .gitlab-ci.yml

# Of the demo's office, which has a signed history; out of git, to be looked at.
screenshots: $(VENV)/.dev demo ## take pictures of every page of the demo's site (needs chromium)
	$(BIN)/python scripts/screenshots.py build/demo/repo/build/site build/screenshots

site: $(VENV)/.runtime ## build the site into build/site
	$(BIN)/ubah site

release: $(VENV)/.dev ## build wheel and source archive into dist, with their SHA-256 digests
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist
	cd dist && sha256sum * > SHA256SUMS && cat SHA256SUMS

# Re-lock with the oldest Python that is supported. `make lock UPGRADE=--upgrade` takes newer releases.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(UPGRADE)
lock: $(VENV)/.dev ## resolve the requirements again
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "lock with Python 3.11")'
	$(COMPILE) --extra desk --extra forge --extra site --build-deps-for wheel -o requirements/runtime.txt pyproject.toml
	$(COMPILE) --extra forge --build-deps-for wheel -c requirements/runtime.txt -o requirements/recorder.txt pyproject.toml
	$(COMPILE) -o requirements/installer.txt requirements/installer.in
	$(COMPILE) --extra desk --extra forge --extra pdf --extra site --extra dev -c requirements/runtime.txt -o requirements/dev.txt pyproject.toml
	@! grep -nE '://|^-| @ |^ *# .*( /|\.\./)' requirements/*.txt

clean: ## remove everything that the targets made
	rm -rf $(VENV) $(NODE_MODULES) build dist __pycache__ .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find tools tests -name __pycache__ -type d -prune -exec rm -rf {} +
