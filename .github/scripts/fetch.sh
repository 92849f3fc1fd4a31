#!/usr/bin/env bash
# Fetches what is to be judged, as git objects only: nothing of it is checked out.
#
# HEAD    a commit, in a merge queue
# TOKEN   may read the repository; it reaches git through its environment alone, so that it is in no
#         file and no argument
set -euo pipefail

[[ ${HEAD:-} =~ ^[0-9a-f]{40}$ ]] || { echo "HEAD is no commit" >&2; exit 2; }

if [[ -n ${TOKEN:-} ]]; then
  export GIT_CONFIG_COUNT=1
  export GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:?}/.extraheader"
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)"
  export GIT_CONFIG_VALUE_0
fi
exec git fetch --quiet --no-tags --no-recurse-submodules origin "+$HEAD:refs/ubah/head"
