# Everything a person or a build does here; `make` alone prints the list.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/run.stamp
TEST := .venv/test.stamp
ASSETS := .venv/assets.stamp
FAST := tests/unit tests/spec tests/architecture
SITES := tests/sites/public tests/sites/counter tests/sites/unit
POSTGRESQL := tests/sites/test_public_on_postgresql.py tests/sites/test_unit_on_postgresql.py
APART := $(FAST) $(SITES) $(POSTGRESQL)
WORKERS ?= 2
TOOK := .venv/took.txt
PINS := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

.DEFAULT_GOAL := help
.PHONY: help demo test check fuzz bench load docs pictures pins clean

help:  ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: export BOUNDARIES_HOME := $(CURDIR)/out/demo/home
demo: $(RUN) $(ASSETS)  ## Set up, scan a small synthetic force, print the list, fill both sites and serve them from a terminal
	rm -rf out/demo
	$(BIN)/boundaries simulate out/demo/records --profile small --members 600 --months 12 --pairs 6 --seed 7
	$(BIN)/boundaries init --demo
	$(BIN)/boundaries scan out/demo/records --out out/demo/scan --report --send
	$(BIN)/boundaries demo

# A process can be one site only, so each site is a group; the two on PostgreSQL start a process for their site, with workers of its own.
# The tests start some hundred processes: each would compile everything afresh where the machine forbids Python to keep what it compiled.
test: export PYTHONDONTWRITEBYTECODE :=
test: check .venv/browser.stamp .venv/programs.stamp $(ASSETS)  ## Check, then run every test, the fast ones first, and print what each group took
	@rm -f $(TOOK)
	$(call group,fast,$(FAST) -n $(WORKERS))
	$(foreach site,$(SITES),$(call group,$(site),$(site) -n $(WORKERS)))
	$(call group,on PostgreSQL,$(POSTGRESQL))
	$(call group,all others,tests $(APART:%=--ignore=%) -n $(WORKERS) --dist loadgroup --no-loadscope-reorder)
	@cat $(TOOK)

define group
@echo "pytest $(2)"; began=$$(date +%s); $(BIN)/pytest $(2) || exit 1; echo "$$(($$(date +%s) - began)) s  $(1)" >> $(TOOK)

endef

check: $(TEST)  ## Style, types and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(TEST) $(ASSETS)  ## Feed what strangers send, damaged and made up: 40,000 to each parser, 10,000 to the forms and as many to the files
	$(BIN)/pytest tests/fuzz --inputs 40000 --hypothesis-profile search
	$(BIN)/pytest tests/sites/public/test_fuzzing.py --inputs 10000 --hypothesis-profile search

bench: $(TEST)  ## Time a scan of ten million contacts, and the audit of a hundred thousand acts
	$(BIN)/python bench/run.py
	$(BIN)/python bench/trail.py

load: $(TEST) $(ASSETS)  ## Load the public site, and every page of the unit's with 50,000 entries, beside a bare Django view
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.unit

docs: $(RUN)  ## Write docs/reference from the catalogue, the detectors, the contract, the settings and the commands
	$(BIN)/python docs/build.py

pictures: .venv/browser.stamp $(ASSETS)  ## Walk the whole journeys and put pictures of the unit's pages into docs/pictures/unit
	$(BIN)/pytest $(wildcard tests/journeys/test_whole_*.py) --pictures docs/pictures/unit

pins: $(TEST)  ## Compile requirements/*.in into pinned, hashed requirements/*.txt
	cd requirements && ../$(BIN)/pip-compile $(PINS) --output-file run.txt run.in
	cd requirements && ../$(BIN)/pip-compile $(PINS) --output-file test.txt test.in

clean:  ## Remove everything that make made, the environment and out/ too
	rm -rf .venv node_modules build out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +

$(RUN): requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(TEST): requirements/test.txt $(RUN)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@

# What the sites look like; npm and a compiler of styles are needed once, not to run.
$(ASSETS): $(RUN) package-lock.json requirements/assets.sh $(wildcard src/boundaries/sites/scss/*.scss)
	bash requirements/assets.sh
	touch $@

# The journeys open pages in a real browser, with an accessibility checker beside it.
.venv/browser.stamp: $(TEST) package-lock.json
	bash requirements/browser.sh
	touch $@

# The mailbox is tested against a real mail server, the sites against a real database, escrow against stock age.
.venv/programs.stamp: $(TEST) requirements/programs.sh
	bash requirements/programs.sh
	touch $@
