#!/usr/bin/env bash
# Installs the judge: install.sh REPOSITORY VENV [recorder]
#
# With "recorder" only what judges and talks to GitHub; else all. An office pins a release, by hash, in
# .github/ubah/. This project judges itself with the base's own sources. REPOSITORY is always a checkout
# of main, never of what is being judged (rule 9).
set -euo pipefail

repository=$1
venv=$2
own=$repository/requirements
[[ -f $repository/tools/ubah/__init__.py && -f $own/runtime.txt ]] || own=
pinned=${own:-$repository/.github/ubah}
all=$pinned/requirements.txt
[[ -z $own ]] || all=$own/runtime.txt
# Offices founded by an earlier release have one file for all jobs.
packages=$all
[[ ${3:-} != recorder || ! -f $pinned/recorder.txt ]] || packages=$pinned/recorder.txt

# -I: else python -m looks for venv, pip and all that they import in the checkout first.
# uv, itself installed by hash, takes a tenth of pip's time; it reads no settings of the checkout.
if [[ -f $pinned/installer.txt ]]; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  python3 -I -m pip --version >/dev/null 2>&1 || { python3 -I -m venv "$scratch" && PATH=$scratch/bin:$PATH; }
  python3 -I -m pip --disable-pip-version-check --no-input install --quiet --target "$scratch/uv" \
    --require-hashes --no-deps -r "$pinned/installer.txt"
  # An authority of certificates that the runner trusts, such as that of an office's own proxy, is trusted.
  uv() { "$scratch/uv/bin/uv" --no-config --system-certs --quiet "$@"; }
  uv venv --no-project --python "$(command -v python3)" "$venv"
  install() { uv pip install --python "$venv/bin/python" "$@"; }
else
  python3 -I -m venv "$venv"
  install() { "$venv/bin/python" -I -m pip --disable-pip-version-check --no-input install --quiet "$@"; }
fi

if [[ -n $own ]]; then
  install --require-hashes -r "$packages"
  install --no-deps --no-build-isolation "$repository"
else
  install --require-hashes --no-deps -r "$packages" -r "$pinned/tool.txt"
fi
"$venv/bin/ubah" --version
