#!/usr/bin/env bash
# Kills hfile, and fails its disk, at every system call of a commit, of a record committed at once, and of an import
# that changes something on disk. Before that: whatever a commit needs is made durable.
# After each: HEAD is the old commit or the new one, git fsck is clean, the doctor finishes, the next command works,
# and nothing committed is missing.
#
#   Tests/Conformance/kill.sh [HFILE]      needs strace and git
set -euo pipefail
hfile=$(realpath "${1:-.build/release/hfile}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HFILE_LANG=en HFILE_AUTHOR='torture <torture@test>' HFILE_SEED=1 HOME="$work"
git config --global --add safe.directory '*'

"$hfile" init "$work/base" --name torture --device a7 >/dev/null 2>&1
cd "$work/base"
"$hfile" new product id=tea name=tea price=42.00 >/dev/null 2>&1
"$hfile" new footfall id=ftf-20261121-a7-00000001 entries=1 minutes=60 time=2026-11-21T19:00:00+08:00 >/dev/null 2>&1
"$hfile" commit -m base >/dev/null
{ echo 'name,price'; for n in $(seq 1 40); do echo "p$n,1.00"; done; } > "$work/rows.csv"
{ echo 'time,entries,minutes'; for n in $(seq 1 40); do printf '2026-11-%02dT10:00:00+08:00,%d,60\n' $((n % 20 + 1)) "$n"; done; } \
  | awk -F, '!seen[$1]++' > "$work/facts.csv"

runs=0 harmful=0
check() { # what was done
  cd "$work/shop"
  local before=$1 label=$2
  rm -f .git/refs/heads/main.lock .git/index.lock .git/HEAD.lock .git/objects/info/commit-graph.lock
  "$hfile" doctor >/dev/null 2>&1 || { echo "HARM $label: doctor"; harmful=$((harmful + 1)); return; }
  git fsck --strict >/dev/null 2>&1 || { echo "HARM $label: git fsck"; harmful=$((harmful + 1)); return; }
  git merge-base --is-ancestor "$before" HEAD || { echo "HARM $label: history lost"; harmful=$((harmful + 1)); return; }
  "$hfile" show ftf-20261121-a7-00000001 --committed >/dev/null 2>&1 \
    || { echo "HARM $label: committed fact lost"; harmful=$((harmful + 1)); return; }
  "$hfile" new product name=after price=1.00 >/dev/null 2>&1 && "$hfile" commit -m after >/dev/null 2>&1 \
    || { echo "HARM $label: next commit"; harmful=$((harmful + 1)); return; }
  "$hfile" show ftf-20261121-a7-00000002 --committed >/dev/null 2>&1 || [[ $label != commit* ]] \
    || { echo "HARM $label: edit lost"; harmful=$((harmful + 1)); return; }
  [[ -z $(git status --porcelain) ]] || { echo "HARM $label: git status"; harmful=$((harmful + 1)); }
}

fresh() { # a copy of the store with an uncommitted edit
  rm -rf "$work/shop"; cp -a "$work/base" "$work/shop"; cd "$work/shop"
  if [[ $1 == commit ]]; then
    "$hfile" new footfall id=ftf-20261121-a7-00000002 entries=2 minutes=60 time=2026-11-21T20:00:00+08:00 >/dev/null 2>&1
    "$hfile" set prd-tea price=43.00 >/dev/null 2>&1
  fi
}

act() { # verb
  case $1 in
    commit) echo "commit -m more" ;;
    record) echo "new footfall id=ftf-20261121-a7-00000002 entries=2 minutes=60 time=2026-11-21T20:00:00+08:00 --commit" ;;
    import) echo "import product $work/rows.csv --key name" ;;
    facts) echo "import footfall $work/facts.csv --key time" ;;
    maintain) echo "maintain" ;;
  esac
}

# A commit makes each new object durable, the journal, the branch, the working files and the index.
fresh commit
# shellcheck disable=SC2046
strace -f -o "$work/trace" -e trace=fsync,fdatasync "$hfile" $(act commit) >/dev/null
durable=$(grep -c -e fsync -e fdatasync "$work/trace")
objects=$(git rev-list --objects HEAD ^HEAD~1 | wc -l)
[[ $durable -ge $((objects + 6)) ]] || { echo "HARM only $durable fsync for $objects new objects"; exit 1; }

for verb in commit record import facts maintain; do
  for fault in signal=KILL error=EIO error=ENOSPC; do
    for call in fsync rename,renameat,renameat2 link,linkat unlink,unlinkat mkdir,mkdirat write,pwrite64; do
      for when in $(seq 1 60); do
        fresh "$verb"
        before=$(git rev-parse HEAD)
        # shellcheck disable=SC2046
        strace -f -o "$work/trace" -e trace="$call" -e inject="$call:$fault:when=$when" \
          "$hfile" $(act "$verb") >/dev/null 2>&1 || true
        grep -q -e INJECTED -e 'killed by SIGKILL' "$work/trace" || break
        runs=$((runs + 1))
        check "$before" "$verb $call $fault $when"
      done
    done
  done
done
echo "kill: $runs faults, $harmful harmful"
[[ $harmful -eq 0 && $runs -gt 0 ]]
