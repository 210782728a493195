# Each target makes the environment (.venv) first if it is missing. Nothing here needs more
# than Python 3.11 or newer, make and git.
.DEFAULT_GOAL := help
.PHONY: help environment report lab test approve lint mutants kills versions bench fuzz pictures lock
export PYTHON
# numpy may be loaded before the package can hold it to one thread: two are slow on busy cores
export OPENBLAS_NUM_THREADS = 1

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

environment:
	@./environment.sh

report: environment  ## this month's report: data/ when data/raw holds files, else the example
	@.venv/bin/backpain report $(if $(OUT),--out "$(OUT)") $(ARGS)

# Copies are opened, so that what they show of a person stays out of version control; a notebook
# that has changed since it was copied is laid beside the person's copy, never over it.
lab: environment  ## explore in JupyterLab, in copies of your own (notebooks/mine)
	@language=$$(.venv/bin/python -m backpain_analysis.settings 2>/dev/null || true); \
	given=notebooks; mine=notebooks/mine; \
	if [ -n "$$language" ] && [ -d "notebooks/$$language" ]; then \
	  given="notebooks/$$language"; mine="notebooks/mine/$$language"; fi; \
	mkdir -p "$$mine/.given"; for path in "$$given"/*.ipynb; do name=$$(basename "$$path"); \
	  if [ ! -f "$$mine/$$name" ]; then cp "$$path" "$$mine/"; \
	  elif ! cmp -s "$$path" "$$mine/.given/$$name"; then cp "$$path" "$$mine/newer_$$name"; \
	    echo "There is a newer $$name: $$mine/newer_$$name. Yours is as you left it."; fi; \
	  cp "$$path" "$$mine/.given/"; done; \
	exec .venv/bin/jupyter lab "$$mine/00_start_here.ipynb" --ServerApp.root_dir="$(CURDIR)" $(ARGS)

test: environment  ## run the tests, two to four at a time (about three minutes)
	.venv/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

approve: environment  ## write down anew what the tests in tests/approved hold: look at git diff
	APPROVE=1 .venv/bin/python -m pytest $$(grep -rl --include='test_*.py' same_as_approved tests) $(ARGS)

lint: environment  ## style and types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy backpain_analysis

mutants: environment  ## break the code on purpose (ARGS="--drawn 40": at random): the fast tests must notice
	.venv/bin/python tests/mutants/run.py $(ARGS)

kills: environment  ## kill a run at sixty moments: the next one must find nothing hurt (five minutes)
	.venv/bin/python -m pytest -m slow tests/report/test_kills.py $(ARGS)

versions: environment  ## each Python that can be had, with the lock's versions and the lowest
	.venv/bin/python tests/versions.py $(ARGS)

bench: environment  ## timings beside other tools, as ratios
	.venv/bin/python benchmarks/run.py $(ARGS)

fuzz: environment  ## ten minutes of made-up people, bytes to report (ARGS=--people: odd ones)
	MPLBACKEND=agg .venv/bin/python tests/fuzz/whole_way.py $(ARGS)

pictures: environment  ## renew the README's pictures from the example
	.venv/bin/python docs/pictures.py

lock:  ## choose the newest versions that pyproject.toml allows: requirements.lock
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	PATH="$$PATH:$$folder/bin"; \
	command -v uv >/dev/null || { "$${PYTHON:-python3}" -m venv "$$folder"; \
	  "$$folder/bin/python" -m pip install --quiet --disable-pip-version-check uv; }; \
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --group dev pyproject.toml --output-file requirements.lock; \
	echo "requirements.lock: $$(grep -c == requirements.lock) packages"
