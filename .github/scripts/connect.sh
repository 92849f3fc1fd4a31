#!/usr/bin/env bash
# Lets git in this clone talk to the forge, for the tool's own fetching and pushing:
#
#   connect.sh token   reads and writes as the run's own TOKEN may
#   connect.sh key     as the recorder, with the deploy key in UBAH_RECORDER_KEY; only this passes
#                      over the rules of main
#   connect.sh off     forgets both
#
# The tool runs git without the environment's settings, so the clone's own settings must have them.
# The secrets are in no argument and no output, and gone with `off`.
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
server=${GITHUB_SERVER_URL:?}
header="http.$server/.extraheader"
folder=${RUNNER_TEMP:?}/ubah-connection

forget() {
  git config --local --unset-all core.sshCommand || true
  git config --local --unset-all "$header" || true
  rm -rf "$folder"
}

case ${1:-} in
  token)
    forget
    {
      # As actions/checkout does it: a job's token is the password of the user x-access-token.
      printf '[http "%s/"]\n\textraheader = AUTHORIZATION: basic ' "$server"
      printf 'x-access-token:%s' "${TOKEN:?}" | base64 --wrap=0
      printf '\n'
    } >>"$(git rev-parse --git-dir)/config"
    ;;
  key)
    forget
    (umask 077 && mkdir -p "$folder" && printf '%s\n' "${UBAH_RECORDER_KEY:?}" | tr -d '\r' >"$folder/key")
    ssh-keygen -y -P '' -f "$folder/key" >/dev/null 2>&1 ||
      { forget; echo "UBAH_RECORDER_KEY is no private key without a passphrase" >&2; exit 2; }
    cp "$scripts/known_hosts" "$folder/known_hosts"
    git config --local core.sshCommand "ssh -F /dev/null -i '$folder/key' -o IdentitiesOnly=yes -o IdentityAgent=none -o StrictHostKeyChecking=yes -o UserKnownHostsFile='$folder/known_hosts'"
    git remote set-url origin "git@${server#https://}:${GITHUB_REPOSITORY:?}.git"
    ;;
  off) forget ;;
  *)
    echo "connect.sh token|key|off" >&2
    exit 2
    ;;
esac
