# Everything a person, a hook or the CI runs has its command here.

PORT ?= 8000
VENV ?= .venv
PYTHON := $(VENV)/bin/python
# The first Python of the machine that is new enough.
SYSTEM_PYTHON := $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

# rows … endrows is a block of our own.
DJHTML := $(VENV)/bin/djhtml --tabwidth 2 --extra-block rows,endrows

export DEBUG ?= true

.PHONY: help demo test test-sqlite test-postgresql test-browser lint format bench requirements \
	clean clean-demo

help:
	@echo "make demo          start the site with invented data (PORT=8000)"
	@echo "make test          the whole suite on SQLite and PostgreSQL, then the browser stories"
	@echo "make lint          style, templates, types, floors, migrations, deployment check"
	@echo "make format        bring the code and the templates into the house's style"
	@echo "make bench         measure the promised figures"
	@echo "make requirements  pin the dependencies of pyproject.toml anew"
	@echo "make clean         remove the virtual environment; data stay where they are"
	@echo "make clean-demo    remove the demo's data"

demo: $(VENV)/.runtime
	@$(PYTHON) manage.py demo --port $(PORT)

test: test-sqlite test-postgresql test-browser

test-sqlite: $(VENV)/.development
	TEST_DATABASE=sqlite $(PYTHON) -m pytest -q -n 2 -m "not browser"

test-postgresql: $(VENV)/.development
	TEST_DATABASE=postgresql $(PYTHON) -m pytest -q -n 2 -m "not browser"

# REQUIRE_BROWSER=1 makes a missing Chromium a failure.
test-browser: $(VENV)/.development
	TEST_DATABASE=sqlite $(PYTHON) -m pytest -q -n 2 -m browser -rs

lint: $(VENV)/.development
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(DJHTML) --check templates
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run
	DEBUG=false ALLOWED_HOSTS=registry.example DATA_DIR=$$(mktemp -d) \
		SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

format: $(VENV)/.development
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(DJHTML) templates

bench: $(VENV)/.development
	$(PYTHON) -m tests.bench

requirements: $(VENV)/.development
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --output-file requirements-dev.txt

clean:
	rm -rf $(VENV)

clean-demo:
	rm -f var/demo.sqlite3 var/demo.sqlite3-shm var/demo.sqlite3-wal

$(VENV)/bin/python:
	@test -n "$(SYSTEM_PYTHON)" || { \
		echo "Python 3.11 以上が見つかりません。Python 3.11〜3.13 を入れてから、もう一度実行してください。"; exit 1; }
	$(SYSTEM_PYTHON) -m venv $(VENV)

# The stamps make a second run immediate.
$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
