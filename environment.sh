#!/bin/sh
# Make .venv from requirements.lock, or bring it up to date; ready in a blink when nothing changed.
# PYTHON=/path/to/python chooses the interpreter. uv is used when it is installed, pip otherwise.
set -eu
cd "$(dirname "$0")"
ready=.venv/ready
[ -f requirements.lock ] || { echo "requirements.lock is missing: make lock" >&2; exit 1; }
# the folder is part of the print: a moved environment does not work
print="$(pwd) $(cat requirements.lock pyproject.toml | cksum)"

is_ready() {
    [ -f "$ready" ] && [ "$(cat "$ready")" = "$print" ] && .venv/bin/python -c pass 2>/dev/null
}
# fits PROGRAM FROM BELOW: does it run, and is its version 3.FROM or newer, but below 3.BELOW?
fits() {
    "$1" -c "import sys; sys.exit(not (3, $2) <= sys.version_info < (3, $3))" 2>/dev/null
}
find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
        if fits "$name" 11 15; then echo "$name"; return; fi
    done
    # newer than what requirements.lock was tried with: some packages may have to be compiled
    for name in ${PYTHON:-python3 python}; do
        if fits "$name" 15 99; then echo "$name"; return; fi
    done
    echo "This needs Python 3.11 or newer, and ${PYTHON:-python3} is not." >&2
    echo "Install one from python.org (or with your system's package manager), then try again;" >&2
    echo "or name it: make report PYTHON=/path/to/python3.13" >&2
    exit 1
}

is_ready && exit 0
# one builder at a time: a link is made in one step, and holds the builder's process number
until ln -s $$ .venv.lock 2>/dev/null; do
    kill -0 "$(readlink .venv.lock)" 2>/dev/null || rm -f .venv.lock
    sleep 1
done
trap 'rm -f .venv.lock' EXIT
trap 'exit 130' INT TERM HUP
is_ready && exit 0 # another one made it while this one waited

started=$(date +%s)
uv=$(command -v uv || true)
case "$(cat "$ready" 2>/dev/null)" in "$(pwd) "*) moved= ;; *) moved=yes ;; esac
if [ -z "$moved" ] && .venv/bin/python -c pass 2>/dev/null; then
    echo "Bringing the environment (.venv) up to date."
    rm "$ready"
else
    python=$(find_python)
    echo "Making the environment (.venv) with $("$python" --version) and ${uv:-pip}: some minutes, once."
    rm -rf .venv
    if [ -n "$uv" ]; then
        uv venv --quiet --python "$(command -v "$python")" .venv
    elif ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2
        exit 1
    fi
fi
if [ -n "$uv" ]; then
    install() { uv pip install --quiet --python .venv/bin/python "$@"; }
else
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    install() { .venv/bin/python -m pip install --quiet --no-compile --disable-pip-version-check "$@"; }
fi
install --require-hashes --no-deps -r requirements.lock
install --no-deps --no-build-isolation --editable .
echo "$print" >"$ready"
echo "The environment is ready ($(($(date +%s) - started)) s)."
