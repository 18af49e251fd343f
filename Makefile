# make demo        builds the samples into build/demo
# make test        runs every check that CI runs
# make benchmark   measures against pandoc
# make format      puts the code into the house's form
# make clean       removes what these made
# Each does the whole set-up first, on Debian and Ubuntu the system libraries too; where there is no apt it says what to
# install, and goes on.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-venv
JUDGES := poppler-utils qpdf default-jre-headless libreoffice-writer-nogui
SETUP := pyproject.toml .ci/constraints.txt .ci/setup

.PHONY: demo test benchmark format clean

demo: $(VENV)/.demo
	$(BIN)/exporter build samples -o build/demo
	@echo
	@echo "The samples are in build/demo: each as PDF, DOCX and EPUB."

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

benchmark: $(VENV)/.test
	$(BIN)/python benchmarks/compare.py

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.demo: $(SETUP)
	.ci/setup "$(PYTHON)" "$(VENV)" ".[cjk]" $(LIBRARIES)
	touch $@

$(VENV)/.test: $(SETUP)
	.ci/setup "$(PYTHON)" "$(VENV)" ".[dev]" $(LIBRARIES) $(JUDGES)
	touch $(VENV)/.demo $@

clean:
	rm -rf $(VENV) build dist
