#!/usr/bin/env bash
# Kills hfile, and fails its disk, at every system call that changes something on disk: of a commit, of a record
# committed at once, of imports, of packing, of sealing a member, of adding a reader, of new keys, of an erasure and of an
# exchange with a hub, in which commits and keys come and go.
# Before that: whatever a commit needs is made durable.
# After each: HEAD is the old commit or the new one, git fsck is clean, the doctor finishes, history verifies, every
# live record opens and no erased one does, the next command works, and nothing committed is missing.
#
#   Tests/Conformance/kill.sh [HFILE]      needs strace and git
set -euo pipefail
hfile=$(realpath "${1:-.build/release/hfile}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HFILE_LANG=en HFILE_AUTHOR='torture <torture@test>' HOME="$work"
git config --global --add safe.directory '*'

for name in owner chen; do "$hfile" identity new $name --no-passphrase >/dev/null 2>&1; done
"$hfile" switch owner >/dev/null 2>&1
"$hfile" init "$work/base" --name torture --device a7 --owner stf-lin --alias Lin >/dev/null 2>&1
cd "$work/base"
"$hfile" new product id=tea name=tea price=42.00 >/dev/null 2>&1
"$hfile" new footfall id=ftf-20261121-a7-00000001 entries=1 minutes=60 time=2026-11-21T19:00:00+08:00 >/dev/null 2>&1
"$hfile" new staff id=chen name=Chen role=cashier hired=2026-01-01 >/dev/null 2>&1
"$hfile" new member id=abcdefgh kind=member name=gone phone=+8613800138000 skinType=dry >/dev/null 2>&1
"$hfile" new member id=bcdefghj kind=member name=stays phone=+8613800138001 >/dev/null 2>&1
"$hfile" commit -m base >/dev/null
"$hfile" identity export chen > "$work/chen.json"
"$hfile" access grant stf-chen cashier --keys "$work/chen.json" --alias Chen >/dev/null
{ echo 'name,price'; for n in $(seq 1 40); do echo "p$n,1.00"; done; } > "$work/rows.csv"
{ echo 'time,entries,minutes'; for n in $(seq 1 40); do printf '2026-11-%02dT10:00:00+08:00,%d,60\n' $((n % 20 + 1)) "$n"; done; } \
  | awk -F, '!seen[$1]++' > "$work/facts.csv"

# A second pair: a hub that has a member and a product of another copy, and a copy with a member and a product of its own.
person() { # id, name: a member and a product, committed
  "$hfile" new member id="$1" kind=member name="$2" >/dev/null 2>&1
  "$hfile" new product id="$2" name="$2" price=1.00 >/dev/null 2>&1
  "$hfile" commit -m "$2" >/dev/null
}
cp -a "$work/base" "$work/pair"; cd "$work/pair"
"$hfile" hub add origin "$work/hub" >/dev/null; "$hfile" push >/dev/null
"$hfile" clone "$work/hub" "$work/other" --device b2 >/dev/null
(cd "$work/other" && person defghjkm theirs && "$hfile" push >/dev/null)
person efghjkmn ours
mv "$work/hub" "$work/pair.hub"

runs=0 harmful=0
check() { # what was done
  cd "$work/shop"
  local before=$1 label=$2
  "$hfile" doctor --unlock >/dev/null 2>&1 || { echo "HARM $label: doctor"; harmful=$((harmful + 1)); return; }
  git fsck --strict >/dev/null 2>&1 || { echo "HARM $label: git fsck"; harmful=$((harmful + 1)); return; }
  git merge-base --is-ancestor "$before" HEAD || { echo "HARM $label: history lost"; harmful=$((harmful + 1)); return; }
  "$hfile" show ftf-20261121-a7-00000001 --committed >/dev/null 2>&1 \
    || { echo "HARM $label: committed fact lost"; harmful=$((harmful + 1)); return; }
  "$hfile" new product name=after price=1.00 >/dev/null 2>&1 && "$hfile" commit -m after >/dev/null 2>&1 \
    || { echo "HARM $label: next commit"; harmful=$((harmful + 1)); return; }
  "$hfile" show ftf-20261121-a7-00000002 --committed >/dev/null 2>&1 || [[ $label != commit* ]] \
    || { echo "HARM $label: edit lost"; harmful=$((harmful + 1)); return; }
  trusted "${label%% *}" || { echo "HARM $label: $flaw"; harmful=$((harmful + 1)); return; }
  [[ -z $(git status --porcelain) ]] || { echo "HARM $label: git status"; harmful=$((harmful + 1)); }
}

# What verb was broken off; whether signatures and keys are as they must be, and the same verb finishes now.
trusted() {
  flaw="verify"; "$hfile" verify >/dev/null 2>&1 || return
  flaw="check keyring"; "$hfile" check keyring >/dev/null 2>&1 || return
  flaw="a record does not open"; "$hfile" show mem-bcdefghj --committed 2>/dev/null | grep -q stays || return
  if [[ $1 == erase ]]; then
    flaw="erase again"; "$hfile" erase mem-abcdefgh --reason request >/dev/null 2>&1 || [[ $? == 21 ]] || return
    flaw="a key is left"
    [[ -z $(git --git-dir .git/hfile/keyring ls-tree -r --name-only refs/hfile/keyring | grep mem-abcdefgh) ]] || return
    flaw="an old keyring is left"; [[ -z $(find .git/hfile -maxdepth 1 -name 'keyring.*') ]] || return
  else
    flaw="a member does not open"; "$hfile" show mem-abcdefgh --committed 2>/dev/null | grep -q gone || return
  fi
  if [[ $1 == sync ]]; then
    flaw="sync again"; "$hfile" sync >/dev/null 2>&1 || return
    flaw="the hub is not whole"; git -C "$work/hub" fsck --strict >/dev/null 2>&1 || return
    flaw="the hub has another main"; [[ $(git -C "$work/hub" rev-parse main) == $(git rev-parse main) ]] || return
    flaw="the hub has another keyring"
    [[ $(git -C "$work/hub" rev-parse refs/hfile/keyring) == $(git -C .git/hfile/keyring rev-parse refs/hfile/keyring) ]] || return
    flaw="quarantine is left"; [[ ! -e .git/hfile/incoming && ! -e .git/hfile/keyring.incoming ]] || return
    for id in defghjkm:theirs efghjkmn:ours; do
      flaw="$id is lost"; "$hfile" show "mem-${id%:*}" --committed 2>/dev/null | grep -q "${id#*:}" || return
      "$hfile" show "prd-${id#*:}" --committed >/dev/null 2>&1 || return
    done
  fi
  case $1 in seal | add | rotate)
    # shellcheck disable=SC2046
    flaw="$1 again"; "$hfile" $(act "$1") >/dev/null 2>&1 || [[ $? == 21 ]] || is_sealed "$1" || return
    flaw="check keyring after $1 again"; "$hfile" check keyring >/dev/null 2>&1 || return
  esac
}

is_sealed() { # whether the member that sealing adds is there already
  [[ $1 == seal ]] && "$hfile" show mem-cdefghjk --committed 2>/dev/null | grep -q new
}

fresh() { # a copy of the store with an uncommitted edit
  rm -rf "$work/shop" "$work/hub"
  if [[ $1 == sync ]]; then
    cp -a "$work/pair" "$work/shop"; cp -a "$work/pair.hub" "$work/hub"
  else
    cp -a "$work/base" "$work/shop"
  fi
  cd "$work/shop"
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
    seal) echo "new member id=cdefghjk kind=member name=new --commit" ;;
    add) echo "keys add stf-chen health" ;;
    rotate) echo "keys rotate --now" ;;
    sync) echo "sync" ;;
    erase) echo "erase mem-abcdefgh --reason request" ;;
  esac
}

# A commit makes each new object durable, the journal, the branch, the working files and the index.
fresh commit
# shellcheck disable=SC2046
strace -f -o "$work/trace" -e trace=fsync,fdatasync "$hfile" $(act commit) >/dev/null
durable=$(grep -c -e fsync -e fdatasync "$work/trace")
objects=$(git rev-list --objects HEAD ^HEAD~1 | wc -l)
[[ $durable -ge $((objects + 6)) ]] || { echo "HARM only $durable fsync for $objects new objects"; exit 1; }

for verb in ${VERBS:-commit record import facts maintain seal add rotate erase sync}; do
  for fault in signal=KILL error=EIO error=ENOSPC; do
    for call in fsync rename,renameat,renameat2 link,linkat unlink,unlinkat mkdir,mkdirat write,pwrite64; do
      for when in $(seq 1 60); do
        fresh "$verb"
        before=$(git rev-parse HEAD)
        # What nobody has seen yet may be made anew.
        [[ $verb != sync ]] || before=$(git rev-parse refs/hfile/published)
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
