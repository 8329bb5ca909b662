# Everything a newcomer or an operator types. `make help` lists it.
PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
# Looked for only where there is no environment yet: starting several interpreters takes seconds.
PYTHON = $(firstword $(foreach name,python3.14 python3.13 python3.12 python3.11 python3 python,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $(name))))
STATIC_SOURCES := $(shell find static -type f)
export PORT

.DEFAULT_GOAL := help
.PHONY: help run dev test screenshots messages lint check audit requirements clean preflight

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22
	@echo "  PORT=8001 make run  uses another port"

preflight:
	@test -n "$(or $(wildcard $(BIN)/python),$(PYTHON))" || { echo "Python 3.11 or newer is needed; install it and make sure python3 finds it." >&2; exit 1; }
	@test -w . && mkdir -p var 2>/dev/null && test -w var || { echo "No write access to $(CURDIR): the site keeps its environment and data here." >&2; exit 1; }

# The test is the interpreter itself, so that a half-made environment is made again.
$(BIN)/python: | preflight
	@"$(PYTHON)" -m venv $(VENV) || { echo "Python cannot make a virtual environment; on Debian install python3-venv." >&2; exit 1; }

$(VENV)/requirements.stamp: requirements.txt | preflight $(BIN)/python
	@echo "Installing the requirements …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/requirements-dev.stamp: requirements-dev.txt $(VENV)/requirements.stamp
	@echo "Installing what development and tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# A secret of this machine's own; an environment variable SECRET_KEY wins over it.
var/local.env: | preflight $(BIN)/python
	@umask 077 && $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > $@

var/static.stamp: $(VENV)/requirements.stamp var/local.env $(STATIC_SOURCES)
	@echo "Collecting the static files …"
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

run: preflight $(VENV)/requirements.stamp var/local.env var/static.stamp ## set everything up and serve the site (DEBUG off)
	@$(BIN)/python -m site_core.serve --host $(HOST) --port $(PORT) --workers $(WORKERS)

dev: preflight $(VENV)/requirements-dev.stamp var/local.env ## serve with autoreload and DEBUG on
	@DJANGO_SETTINGS_MODULE=site_core.settings.dev $(BIN)/python manage.py prepare
	@export DJANGO_SETTINGS_MODULE=site_core.settings.dev; $(BIN)/python manage.py mail_worker & worker=$$!; \
	trap "kill $$worker" EXIT; $(BIN)/python manage.py runserver $(HOST):$(PORT)

test: preflight $(VENV)/requirements-dev.stamp ## run the tests (ARGS=… goes to pytest)
	@$(BIN)/python -m pytest $(ARGS)

screenshots: preflight $(VENV)/requirements-dev.stamp var/static.stamp ## make the pictures of the guides anew
	@$(BIN)/python docs/screenshots.py $(ARGS)

# The finished catalogues are committed: a machine that only runs the site has no gettext.
messages: preflight $(VENV)/requirements-dev.stamp var/local.env ## collect the texts to translate, compile the catalogues
	@command -v msgfmt xgettext >/dev/null || { echo "GNU gettext is needed; on Debian install the package gettext." >&2; exit 1; }
	@$(BIN)/python manage.py makemessages --verbosity 0 -l de -l cy -e html,txt,py,js -i .venv -i var -i tests -i benchmarks -i docs --no-location --no-wrap --no-obsolete
	@$(BIN)/python manage.py compilemessages --verbosity 0 -i .venv -i var

lint: preflight $(VENV)/requirements-dev.stamp ## style, types, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/mypy

check: lint var/local.env ## lint, layers, migrations and check --deploy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@SITE_URL=https://www.example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

# Needs the network and another's list, so it is no part of "check"; deploy/systemd/ runs it every week.
audit: $(VENV)/requirements-dev.stamp ## ask which requirements have known vulnerabilities
	@$(BIN)/python .ci/audit.py

# Extras stay in the lock: pip takes a name with an extra for unpinned where only the bare name is.
requirements: $(VENV)/requirements-dev.stamp ## lock the requirements anew
	@$(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --python-version 3.11.0 --no-header --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --python-version 3.11.0 --no-header --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --python-version 3.11.0 --no-header --no-emit-index-url --no-emit-find-links --constraint requirements-dev.txt deploy/audit.in -o deploy/audit.txt

# The Nu HTML checker, which one of the tests runs where there is Java.
var/vnu.jar:
	@command -v java npm >/dev/null || { echo "Java and npm are needed for the HTML checker." >&2; exit 1; }
	@mkdir -p var/vnu && cd var/vnu && npm pack --silent vnu-jar@26.9.27 >/dev/null && tar xzf vnu-jar-*.tgz
	@mv var/vnu/package/build/dist/vnu.jar $@ && rm -r var/vnu

clean: ## remove the virtual environment and collected files; the data under var/ stays
	@rm -rf $(VENV) var/static var/static.stamp
