# make demo   builds the samples into build/demo
# make test   runs every check that CI runs
# Both do the whole set-up first, on Debian and Ubuntu the system libraries too; where there is no apt they say what to
# install, and go on.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Debian package:what of it the work needs
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-venv
JUDGES := poppler-utils default-jre-headless libreoffice-writer-nogui qpdf

.PHONY: demo test lint benchmark pictures clean

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

$(VENV)/.demo: pyproject.toml .ci/constraints.txt .ci/setup
	.ci/setup "$(PYTHON)" "$(VENV)" "." $(LIBRARIES)
	touch $@

$(VENV)/.test: pyproject.toml .ci/constraints.txt .ci/setup
	.ci/setup "$(PYTHON)" "$(VENV)" ".[dev]" $(LIBRARIES) $(JUDGES)
	touch $(VENV)/.demo $@

clean:
	rm -rf $(VENV) build dist
