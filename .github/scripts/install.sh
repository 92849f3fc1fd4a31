#!/usr/bin/env bash
# Installs the judge: install.sh REPOSITORY VENV
#
# An office pins a release, by hash, in .github/ubah/. This project judges itself with the base's own
# sources. REPOSITORY is always a checkout of main, never of what is being judged (rule 9).
set -euo pipefail

repository=$1
venv=$2

# -I: else python -m looks for venv, pip and all that they import in the checkout first.
python3 -I -m venv "$venv"
pip() { "$venv/bin/python" -I -m pip --disable-pip-version-check --no-input "$@"; }

if [[ -f $repository/tools/ubah/__init__.py && -f $repository/requirements/runtime.txt ]]; then
  pip install --quiet --require-hashes -r "$repository/requirements/runtime.txt"
  pip install --quiet --no-deps --no-build-isolation "$repository"
else
  pip install --quiet --require-hashes --no-deps \
    -r "$repository/.github/ubah/requirements.txt" -r "$repository/.github/ubah/tool.txt"
fi
"$venv/bin/ubah" --version
