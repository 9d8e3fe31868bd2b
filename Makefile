# Two commands do everything: `make demo` shows what this is, `make test` checks all of it.
PYTHON ?= python3
WORKERS ?= 2
SHARED ?= ../shared

.PHONY: demo test test-reloaded docs pictures soak bench bench-curve load quality clean

.venv/.demo: pyproject.toml
	@echo "Installing into .venv (a minute or so) ..."
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv-test/.ready: pyproject.toml
	@echo "Installing into .venv-test (a minute or so) ..."
	@$(PYTHON) -m venv .venv-test
	@.venv-test/bin/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

.venv-reloaded/.ready: pyproject.toml
	@echo "Installing into .venv-reloaded (a minute or so) ..."
	@$(PYTHON) -m venv .venv-reloaded
	@.venv-reloaded/bin/python -m pip install --quiet --disable-pip-version-check -e . hypothesis pytest pytest-xdist
	@.venv-reloaded/bin/python -m pip uninstall --quiet --yes whoosh3
	@.venv-reloaded/bin/python -m pip install --quiet --disable-pip-version-check whoosh-reloaded==2.7.5
	@touch $@

.venv-bench/.ready: pyproject.toml
	@echo "Installing into .venv-bench (a minute or so) ..."
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -e ".[benchmarks]"
	@touch $@

demo: .venv/.demo
	@.venv/bin/carevoice index
	@echo
	@echo '$$ carevoice search "social worker" --type practice --facet council --facet theme'
	@.venv/bin/carevoice search "social worker" --type practice --facet council --facet theme
	@echo
	@echo 'To go on, type:'
	@echo '  . .venv/bin/activate'
	@echo '  carevoice search trust --since 2021 --facet year'
	@echo '  carevoice show ID --evidence        (an id from the list above)'
	@echo '  carevoice add ~/saved-pages/*.html && carevoice index'
	@echo '  carevoice serve --open              (the same in a browser)'

test: .venv-test/.ready
	.venv-test/bin/ruff check src tests benchmarks
	.venv-test/bin/ruff format --check src tests benchmarks
	.venv-test/bin/mypy
	.venv-test/bin/python -m pytest -n $(WORKERS) --dist loadfile

test-reloaded: .venv-reloaded/.ready
	.venv-reloaded/bin/python -m pytest -n $(WORKERS) tests/engine

docs: .venv-test/.ready
	.venv-test/bin/python tests/readme_blocks.py
	.venv-test/bin/python tests/reference.py
	.venv-test/bin/python tests/api_reference.py
	.venv-test/bin/python tests/ratios.py

pictures: .venv-test/.ready
	.venv-test/bin/python tests/pictures.py

soak: .venv-test/.ready
	.venv-test/bin/python benchmarks/soak.py

bench: .venv-bench/.ready
	.venv-bench/bin/python benchmarks/compare.py --records 100000 --output docs/performance.md
	@echo >> docs/performance.md
	.venv-bench/bin/python benchmarks/endtoend.py >> docs/performance.md

bench-curve: .venv-bench/.ready
	.venv-bench/bin/python benchmarks/compare.py --curve --output docs/performance-curve.md

load: .venv-bench/.ready
	.venv-bench/bin/python benchmarks/load.py --output docs/load.md

quality: .venv-bench/.ready
	.venv-bench/bin/python benchmarks/quality.py page --shared $(SHARED) --peers --keep --output docs/quality.md
	.venv-bench/bin/python tests/figures.py

clean:
	rm -rf .venv .venv-test .venv-reloaded .venv-bench build dist
