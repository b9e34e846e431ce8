# `make` lists what can be done. Needs Python >= 3.11, make and a shell; everything else is installed into .venv.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
WEB := $(PY) -m tools.build_web
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input
# uv takes a sixteenth of pip's processor time. pip comes after it: it is set up where packages come from somewhere else than PyPI.
LOCKED = $(PY) -m uv pip install --quiet --python $(PY) --system-certs --require-hashes --no-deps -r $(1) \
  || $(PIP) --require-hashes --no-deps -r $(1)
# What processes that may write no file import: they would compile it for each paper and picture anew.
CONFINED := weasyprint pypdfium2 PIL.Image pi_heif
# How many processes run tests: a third of what they do is waiting, so there are more of them than cores; as many where others
# keep the cores busy (Linux' pressure stall information), so that no test is starved until it gives up.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); \
  waits=$$(sed -n 's/^some avg10=\([0-9]*\).*/\1/p' /proc/pressure/cpu 2>/dev/null); \
  if [ "$${waits:-0}" -gt 60 ]; then echo $$cores; else expr 2 \* $$cores; fi)
RESULTS := var/results
CODE := audiencia tools tests $(wildcard benchmarks) hatch_build.py

.DEFAULT_GOAL := help
.PHONY: help run install build test deps-test browsers build-with-all lint format types lock soak-queue soak-mutation bench screenshots soak soak-rounds soak-crash soak-secrecy soak-fuzz soak-joins soak-audit soak-terms soak-consents soak-rotation soak-databases soak-silence soak-rolling soak-alerts soak-failover soak-hosts soak-install deb image sbom audit clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install build ## Install, build and start everything as a demonstration (PORT=8080; LAN=1 for phones on the local network)
	@exec $(PY) -m audiencia serve --profile demo $(if $(PORT),--port $(PORT)) $(if $(LAN),--lan)

install: $(VENV)/.installed ## Install the locked dependencies into .venv

build: install ## Build the browser side, when it changed
	@$(WEB)

build-with-all: install # brings the packages of checks too, once for what runs at once
	@$(WEB) run tsc --version >/dev/null
	@$(WEB)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Se necesita Python 3.11 o más nuevo: make PYTHON=/ruta/python3.11 / Python 3.11 or newer is needed" >&2; exit 2; }
	@echo "Preparando .venv… / Preparing .venv…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Instalando dependencias… / Installing dependencies…"
	@$(PIP) --require-hashes --no-deps --only-binary :all: -r requirements-uv.lock || true # not on every platform
	@$(call LOCKED,requirements.lock)
	@AUDIENCIA_SKIP_WEB=1 $(PIP) --no-deps --no-build-isolation --editable .
	@for one in $(CONFINED); do env -u PYTHONDONTWRITEBYTECODE $(PY) -c "import $$one" 2>/dev/null || true; done
	@touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	@echo "Instalando lo que las pruebas necesitan… / Installing what tests need…"
	@$(call LOCKED,requirements-test.lock)
	@touch $@

deps-test: $(VENV)/.installed-test

browsers: | $(VENV)/bin/python
	@$(PY) -m tools.browsers

# Tests start a hundred processes: each would compile all modules anew. The checks take what processor time the tests leave, and those
# of the pages, which give up after a while, come when nothing else runs, and have all cores. One process compiles what the others then
# only load: all at once would compile everything each.
test soak-rounds: export PYTHONDONTWRITEBYTECODE :=
test: ## Run all checks, and all tests but those that take long (`make soak-rounds`)
	@$(MAKE) --no-print-directory -j3 deps-test browsers build-with-all # packages are unpacked while others are fetched
	@rm -rf $(RESULTS) && mkdir -p $(RESULTS)
	@nice $(MAKE) --no-print-directory lint >$(RESULTS)/lint.log 2>&1 & checks=$$!; \
	  $(PY) -m pytest --collect-only -qq -m "not long" >/dev/null 2>&1; \
	  $(PY) -m pytest -n $(WORKERS) --no-loadscope-reorder -m "not long" --junitxml=$(RESULTS)/python.xml; tests=$$?; \
	  wait $$checks; checks=$$?; cat $(RESULTS)/lint.log; \
	  $(WEB) run vitest run --pool=vmThreads --maxWorkers=100% --reporter=default --reporter=junit --outputFile.junit=../$(RESULTS)/web.xml; pages=$$?; \
	  $(PY) -m tools.test_results && exit $$((tests || checks || pages))

lint: deps-test ## Check style, types, contracts between packages, texts and generated files
	@$(VENV)/bin/ruff check $(CODE)
	@$(VENV)/bin/ruff format --check --quiet $(CODE)
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(WEB) run tsc --noEmit
	@$(WEB) run tsc --noEmit -p tsconfig.node.json
	@$(WEB) run biome check .
	@$(PY) -m tools.protocol_types --check
	@$(PY) -m tools.protocol_tables --check
	@$(PY) -m tools.query_types --check
	@$(PY) -m tools.check_messages
	@$(PY) -m tools.assurance.tables --check
	@$(PY) -m audiencia check config --profile demo

format: deps-test ## Format the code
	@$(VENV)/bin/ruff check --fix --quiet $(CODE)
	@$(VENV)/bin/ruff format $(CODE)
	@$(WEB) run biome check --write .

types: install ## Generate web/src/protocol.ts and docs/protocol_fields.md from the messages, and the types of queries from the SQL
	@$(PY) -m tools.protocol_types
	@$(PY) -m tools.protocol_tables
	@$(PY) -m tools.query_types

COMPILE := $(PY) -m uv pip compile --generate-hashes --python-version 3.11 --universal --no-annotate --no-header --quiet
lock: install ## Lock the dependencies anew
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	sed -i '1i # Locked on '"$$(date +%F)" requirements.lock
	$(COMPILE) pyproject.toml --group build --group test --output-file requirements-test.lock
	$(COMPILE) --group install --output-file requirements-uv.lock

soak-rounds: deps-test browsers build ## Run the tests that `make test` leaves out because they take long: walks through all states, calls in several browsers, faults (TESTS=tests/browser)
	@$(PY) -m pytest -n $(WORKERS) --no-loadscope-reorder -m long --junitxml=var/soak-rounds.xml $(TESTS)

soak-queue: deps-test ## Try days of the queue at random, SOAK times as many as in `make test`, others each time (SOAK=40)
	AUDIENCIA_SOAK=$(or $(SOAK),40) $(PY) -m pytest --timeout=0 -o faulthandler_timeout=0 tests/unit/queue/domain/test_queue_model.py tests/integration/stateful

soak-mutation: deps-test ## Change the queue's pure modules in each small way; the tests must see 95 of 100 of them
	@$(PY) -m tools.mutation

bench: deps-test browsers build ## Measure forwarding, the first frame, claims, estimates and the board, on an idle machine (BENCH=one of them)
	@mkdir -p var
	@for name in $(or $(BENCH),forward first_frame claims estimates board); do \
	  $(PY) -m benchmarks.$$name --json var/$$name.json || exit 1; done

screenshots: deps-test browsers build ## Take a picture of every page and state into screenshots/
	@$(PY) -m tools.screenshots

soak-crash: deps-test build ## Simulate a session with faults and judge it, on an idle machine (MINUTES=30 FAULTS=500 SEED=1)
	@$(PY) -m audiencia simulate --minutes $(or $(MINUTES),30) --faults $(or $(FAULTS),500) --seed $(or $(SEED),1) --out var/soak-crash

soak: deps-test build ## Simulate a session without faults and judge what the service keeps, on an idle machine (MINUTES=60 SEED=1)
	@$(PY) -m audiencia simulate --minutes $(or $(MINUTES),60) --seed $(or $(SEED),1) --out var/soak

soak-secrecy: deps-test browsers build ## Change who is in a call of two, and of up to six, 1,000 times with losses and requests across the changes, and look for keys of who left; play 200 calls in storms; encrypt calls of Firefox for ten minutes; try to decode 10,000 frames as the media worker has them (SWITCHES=1000 STORMS=200 SEED=1 CALL_SECONDS=600 FRAMES=10000)
	AUDIENCIA_SWITCHES=$(or $(SWITCHES),1000) AUDIENCIA_STORMS=$(or $(STORMS),200) $(if $(SEED),AUDIENCIA_MEDIA_SEED=$(SEED)) \
	  $(WEB) run vitest run tests/e2ee/leaving.test.ts tests/e2ee/orders.test.ts
	AUDIENCIA_SWITCHES=$(or $(SWITCHES),1000) $(if $(SEED),AUDIENCIA_MEDIA_SEED=$(SEED)) \
	  $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_secrecy.py tests/soak/test_room_switches.py tests/soak/test_room_of_six.py
	AUDIENCIA_CALL_SECONDS=$(or $(CALL_SECONDS),600) AUDIENCIA_FORWARDED_FRAMES=$(or $(FRAMES),10000) \
	  $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/browser/queue/test_secrecy.py -k 'firefox or agreed_on_anew'
	AUDIENCIA_SOAK=1 $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/browser/queue/test_four.py

soak-fuzz: deps-test browsers build ## Send a million damaged datagrams, and a million damaged forms, offers and frames, beside a call (DATAGRAMS=1000000 INPUTS=1000000 SEED=1)
	AUDIENCIA_DATAGRAMS=$(or $(DATAGRAMS),1000000) $(if $(SEED),AUDIENCIA_MEDIA_SEED=$(SEED)) \
	  $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_fuzz.py
	AUDIENCIA_WEB_INPUTS=$(or $(INPUTS),1000000) $(if $(SEED),AUDIENCIA_WEB_SEED=$(SEED)) \
	  $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_fuzz_web.py

soak-joins: deps-test ## Connect to a media worker and leave 2,000 times; its memory must not grow (JOINS=2000)
	AUDIENCIA_JOINS=$(or $(JOINS),2000) $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_joins.py

soak-audit: deps-test ## Bend the record of accesses in 10,000 random ways, each must be found, and seal 10,000 honest days (BENT=10000 SEED=1)
	AUDIENCIA_BENT=$(or $(BENT),10000) AUDIENCIA_AUDIT_SEED=$(or $(SEED),1) $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 \
	  tests/unit/privacy/test_audit_chain.py tests/integration/privacy/test_audit_seal.py

soak-terms: deps-test ## Compare the terms of requests about personal data with a walk day by day, over 100,000 calendars (CALENDARS=100000 SEED=1)
	AUDIENCIA_CALENDARS=$(or $(CALENDARS),100000) AUDIENCIA_CALENDARS_SEED=$(or $(SEED),1) $(PY) -m pytest --timeout=0 -o faulthandler_timeout=0 \
	  tests/unit/rights/domain/test_terms.py

soak-consents: deps-test ## Try weeks in which people take consents back; nothing of that purpose may leave any more (SOAK=40)
	AUDIENCIA_SOAK=$(or $(SOAK),40) $(PY) -m pytest --timeout=0 -o faulthandler_timeout=0 tests/integration/notifications/test_revoked.py

soak-rotation: deps-test build ## Change the keys' epoch while 50 people a second take numbers by the form (RATE=50)
	AUDIENCIA_JOINS_A_SECOND=$(or $(RATE),50) $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_rotation.py

soak-alerts: deps-test build ## Let Prometheus judge that each alert fires, and watch an installation (apt-get install prometheus)
	AUDIENCIA_SOAK=1 $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_alerts.py

soak-failover: deps-test build ## Lose the primary PostgreSQL, killed and silent, while commands go on; says after how many seconds they do again
	AUDIENCIA_SOAK=1 $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/integration/db/test_failover.py

soak-hosts: deps-test build ## Lose hosts of one installation in a call and set the database's clock, as root (apt-get install haproxy iproute2 faketime)
	AUDIENCIA_SOAK=1 $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_hosts.py

soak-databases: deps-test build ## Try the integration tests on each PostgreSQL of Debian that is installed (TESTS=tests/integration)
	@for programs in $(wildcard /usr/lib/postgresql/*/bin); do echo "$$programs"; \
	  AUDIENCIA_TESTS_POSTGRES=$$programs $(PY) -m pytest -n $(WORKERS) --no-loadscope-reorder $(or $(TESTS),tests/integration) || exit 1; done

soak-silence: deps-test build ## Stop each kind of process, and hold 5,000 idle connections beside pages that are read
	AUDIENCIA_SOAK=1 $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_silence.py tests/soak/test_idle.py

soak-rolling: deps-test build ## Replace web processes beside calls and people who wait; nobody may notice (RESTARTS=50 CALLS=20 WAITING=500)
	AUDIENCIA_SOAK=1 AUDIENCIA_RESTARTS=$(or $(RESTARTS),50) AUDIENCIA_CALLS=$(or $(CALLS),20) AUDIENCIA_WAITING=$(or $(WAITING),500) \
	  $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_rolling.py

soak-install: deps-test deb ## Install on a bare Debian by the guide alone, as root; build the wheel twice (apt-get install mmdebstrap systemd-container slirp4netns)
	AUDIENCIA_SOAK=1 $(PY) -m pytest -s --timeout=0 -o faulthandler_timeout=0 tests/soak/test_install.py tests/unit/tools/test_wheel.py

deb: install build ## Make a Debian package of the wheel and the locked packages, for the Debian it runs on
	@$(PY) -m tools.deb

image: deb ## Build the container image of that package (packaging/container/compose.yaml runs it)
	@$$(command -v podman || command -v buildah || echo docker) build --file packaging/container/Containerfile \
	  $(if $(DEBIAN),--build-arg DEBIAN=$(DEBIAN)) --tag localhost/audiencia .

sbom: deps-test ## Write what it is made of into var/sbom, as CycloneDX
	@$(PY) -m tools.sbom

audit: deps-test ## Ask whether anything is known against a locked package (needs the advisories of PyPI and npm)
	@$(PY) -m tools.audit

clean: ## Remove what was built and installed; keep the data
	@rm -rf $(VENV) web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache screenshots
