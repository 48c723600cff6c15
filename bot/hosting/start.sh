#!/bin/sh
# Starts Doctor Answers on a machine without a network. The first time it installs it, too: into
# this folder, and nowhere else.
set -eu
cd "$(dirname "$0")"
if [ ! -e program/installed ]; then
  python=python@PYTHON@
  command -v "$python" >/dev/null || python=python3
  if [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" != @PYTHON@ ]; then
    echo "This needs Python @PYTHON@. Install it from a package of your system, then start again." >&2
    exit 2
  fi
  echo "Installing into $PWD/program, once. This takes about a minute." >&2
  rm -rf program
  "$python" -m venv program
  program/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
    --find-links wheels --requirement packages.txt
  touch program/installed
fi
echo "Starting. The page's address comes in a few seconds." >&2
exec program/bin/doctor-answers --library library serve "$@"
