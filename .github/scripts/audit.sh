#!/usr/bin/env bash
# Audits the whole history and keeps one issue about what it finds: opened, updated, closed.
#
# UBAH      the tool's command; GH: GitHub's own command (gh), which reads GH_TOKEN
# SEEN      optional: a commit that must still be on main (rule 11)
# Ends with the audit's own exit code (0 conforms, 1 findings, 3 indeterminate), or 2.
set -euo pipefail

if grep -qx 'sample: true' office.yaml; then
  echo "kantor contoh: tidak ada riwayat untuk diaudit / the sample office has no history to audit"
  exit 0
fi

ubah=${UBAH:-ubah}
gh=${GH:-gh}
title="Audit: riwayat main perlu diperiksa / the history of main needs a look"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

words=(audit --format text)
[[ -z ${SEEN:-} ]] || words+=(--seen "$SEEN")
code=0
"$ubah" "${words[@]}" >"$scratch/report" 2>&1 || code=$?
cat "$scratch/report"

# What stands in the report was written by people: it goes into a fence longer than any inside it.
fence=$(grep -o '`\{3,\}' "$scratch/report" | sort -r | head -n 1 || true)
fence="${fence:-\`\`}\`"
{
  printf 'ubah audit, %s; kode / code: %s\n\n%stext\n' "$(git rev-parse HEAD)" "$code" "$fence"
  # GitHub takes 65,536 characters in an issue's body.
  head -c 60000 "$scratch/report"
  printf '\n%s\n' "$fence"
} >"$scratch/body"

# Only one of its own: whoever opens an issue can also edit and close it.
number=$("$gh" issue list --state open --app github-actions --search "in:title \"$title\"" --json number,title \
  --jq "map(select(.title == \"$title\")) | .[0].number // empty")
if ((code == 0)); then
  [[ -z $number ]] || "$gh" issue close "$number" --comment "Audit sesuai. / The audit passes."
elif [[ -n $number ]]; then
  "$gh" issue edit "$number" --body-file "$scratch/body"
else
  "$gh" issue create --title "$title" --body-file "$scratch/body"
fi
exit "$code"
