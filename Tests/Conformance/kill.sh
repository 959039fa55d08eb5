#!/usr/bin/env bash
# Kills hfile, and fails its disk, at every system call that changes something on disk: of commits, imports, packing, keys,
# erasing, of exchanges with hubs and bundles, of backups, restoring and cloning, of conflicts, proposals and trial runs.
# `short` is a disk that takes part of a write and then nothing more: no file may grow beyond so many KiB.
# Before that: whatever a commit needs is made durable.
# After each: HEAD is the old commit or the new one, git fsck is clean, the doctor finishes, history verifies, every
# live record opens and no erased one does, the next command works, and nothing committed is missing. What is made
# elsewhere (a bundle, a backup, a copy) is whole, or not there; the same command again makes it.
#
#   Tests/Conformance/kill.sh [HFILE]      needs strace and git
#   VERBS="sync clone" FAULTS="signal=KILL short" EVERY=3   only some of it: every third call of each kind
set -euo pipefail
hfile=$(realpath "${1:-.build/release/hfile}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HFILE_LANG=en HFILE_AUTHOR='torture <torture@test>' HOME="$work"
git config --global --add safe.directory '*'
quiet() { "$hfile" "$@" >/dev/null 2>&1; }

# MARK: the stores that acts begin with

for name in owner chen wang; do quiet identity new $name --no-passphrase; done
quiet switch owner
quiet init "$work/base" --name torture --device a7 --owner stf-lin --alias Lin
cd "$work/base"
quiet new product id=tea name=tea price=42.00
quiet new footfall id=ftf-20261121-a7-00000001 entries=1 minutes=60 time=2026-11-21T19:00:00+08:00
quiet new staff id=chen name=Chen role=cashier hired=2026-01-01
quiet new staff id=wang name=Wang role=manager hired=2026-01-01
quiet new member id=abcdefgh kind=member name=gone phone=+8613800138000 skinType=dry
quiet new member id=bcdefghj kind=member name=stays phone=+8613800138001
quiet commit -m base
for person in chen:cashier wang:manager; do
  name=${person%:*}
  "$hfile" identity export "$name" > "$work/$name.json"
  quiet access grant "stf-$name" "${person#*:}" --keys "$work/$name.json" --alias "$name"
done
{ echo 'name,price'; for n in $(seq 1 40); do echo "p$n,1.00"; done; } > "$work/rows.csv"
{ echo 'time,entries,minutes'; for n in $(seq 1 40); do printf '2026-11-%02dT10:00:00+08:00,%d,60\n' $((n % 20 + 1)) "$n"; done; } \
  | awk -F, '!seen[$1]++' > "$work/facts.csv"

# A hub that has a member and a product of another copy, and a copy with a member and a product of its own.
person() { # id, name: a member and a product, committed
  quiet new member id="$1" kind=member name="$2"
  quiet new product id="$2" name="$2" price=1.00
  quiet commit -m "$2"
}
price() { quiet set prd-tea price="$1"; quiet commit -m "$1"; }
cp -a "$work/base" "$work/pair"; cd "$work/pair"
quiet hub add origin "$work/hub"; quiet push
quiet clone "$work/hub" "$work/other" --device b2
(cd "$work/other" && person defghjkm theirs && quiet push && quiet bundle create "$work/theirs.bundle")
person efghjkmn ours
cp -a "$work/hub" "$work/pair.hub"

# A conflict about a price; a proposal; a trial run; backups of two years.
cp -a "$work/pair" "$work/conflict"
(cd "$work/other" && price 50.00 && quiet push)
cd "$work/conflict"; price 60.00; quiet sync || [[ $? == 1 ]]
conflict=$("$hfile" conflicts --format ndjson | grep -om1 'cfl-[a-z0-9-]*') || [[ -n $conflict ]]
rm -rf "$work/hub"
cp -a "$work/base" "$work/proposed"; cd "$work/proposed"; quiet set prd-tea price=43.00; quiet propose -m dearer
cp -a "$work/base" "$work/trial"; cd "$work/trial"; quiet trial start; price 44.00
mkdir "$work/backups"; cd "$work/base"; quiet backup "$work/backups"
stem=$(basename "$work"/backups/*.bundle .bundle)
for week in $(seq 1 12); do
  old=${stem%T*}; old=${old%-*}-$(date -d "2025-06-01 +$((week * 7)) days" +%Y%m%d)T023000+0800
  for ending in bundle keys.json; do cp -p "$work/backups/$stem.$ending" "$work/backups/$old.$ending"; done
done

# MARK: acts

declare -A store=( # what an act begins with, where it is not the base
  [commit]=edited [propose]=edited [pull]=pair [sync]=pair [apply]=pair [bundle]=pair [clone]=pair [resolve]=conflict
  [accept]=proposed [reject]=proposed [keep]=trial [drop]=trial)
declare -A act=(
  [commit]="commit -m more"
  [record]="new footfall id=ftf-20261121-a7-00000002 entries=2 minutes=60 time=2026-11-21T20:00:00+08:00 --commit"
  [import]="import product $work/rows.csv --key name"
  [facts]="import footfall $work/facts.csv --key time"
  [maintain]="maintain"
  [seal]="new member id=cdefghjk kind=member name=new --commit"
  [add]="keys add stf-chen health"
  [rotate]="keys rotate --now"
  [erase]="erase mem-abcdefgh --reason request"
  [pull]="pull"
  [sync]="sync"
  [apply]="bundle apply $work/theirs.bundle"
  [bundle]="bundle create $work/made/new.bundle"
  [backup]="backup $work/made --encrypt-to recovery"
  [verified]="backup $work/made --verify"
  [restore]="backup restore $work/backups/$stem.bundle $work/made/new"
  [clone]="clone $work/hub $work/made/new --device c3"
  [resolve]="resolve $conflict --other"
  [propose]="propose -m dearer"
  [accept]="review --accept --identity wang"
  [reject]="review --reject"
  [start]="trial start"
  [keep]="trial keep"
  [drop]="trial drop"
)

fresh() { # verb: a copy of the store it begins with
  rm -rf "$work/shop" "$work/hub" "$work/made"; mkdir "$work/made"
  local from=${store[$1]:-base}
  [[ $from != pair ]] || cp -a "$work/pair.hub" "$work/hub"
  [[ $1 != backup && $1 != verified ]] || cp -a "$work/backups/." "$work/made"
  cp -a "$work/${from/edited/base}" "$work/shop"; cd "$work/shop"
  [[ $from != edited ]] || { edit; quiet set prd-tea price=43.00; }
}
edit() { quiet new footfall id=ftf-20261121-a7-00000002 entries=2 minutes=60 time=2026-11-21T20:00:00+08:00; }

# MARK: what must hold

runs=0 harmful=0
check() { # the commit before, what was done
  cd "$work/shop"
  flaw=""
  holds "$1" "${2%% *}" && return
  echo "HARM $2: $flaw"; harmful=$((harmful + 1))
}

holds() { # the commit before, verb
  flaw="doctor"; quiet doctor --unlock || return
  flaw="git fsck"; git fsck --strict >/dev/null 2>&1 || return
  flaw="history lost"; git merge-base --is-ancestor "$1" HEAD || return
  flaw="committed fact lost"; quiet show ftf-20261121-a7-00000001 --committed || return
  if declare -F "before_$2" >/dev/null; then "before_$2" || return; fi
  flaw="next commit"; quiet new product name=after price=1.00 && quiet commit -m after || return
  flaw="verify"; quiet verify || return
  flaw="check keyring"; quiet check keyring || return
  flaw="a record does not open"; shows mem-bcdefghj stays || return
  [[ $2 == erase ]] || { flaw="a member does not open"; shows mem-abcdefgh gone || return; }
  case $2 in commit | record | import | facts | maintain) ;; *)
    # shellcheck disable=SC2086
    flaw="$2 again"; quiet ${act[$2]} || [[ " ${settled[$2]:-} " == *" $? "* ]] || return ;;
  esac
  if declare -F "after_$2" >/dev/null; then "after_$2" || return; fi
  flaw="check keyring after $2 again"; quiet check keyring || return
  flaw="git status"; [[ -z $(git status --porcelain) ]] || return
  flaw="something is left"; [[ -z $(find .git/hfile -name '*incoming*' -o -name 'keyring.*' -o -name 'verifying*') ]]
}
shows() { "$hfile" show "$1" --committed 2>/dev/null | grep -q "$2"; }

# How an act may end that was done already.
declare -A settled=(
  [seal]=20 [add]=21 [erase]=21 [restore]=21 [clone]=21 [resolve]=21 [propose]=0 [accept]=22 [reject]=22 [start]=21
  [keep]=21 [drop]=21)

after_commit() { flaw="edit lost"; quiet show ftf-20261121-a7-00000002 --committed; }
after_erase() {
  flaw="a key is left"
  [[ -z $(git --git-dir .git/hfile/keyring ls-tree -r --name-only refs/hfile/keyring | grep mem-abcdefgh) ]]
}
after_seal() { flaw="the new member does not open"; shows mem-cdefghjk new; }
after_pull() {
  for id in defghjkm:theirs efghjkmn:ours; do
    flaw="$id is lost"; shows "mem-${id%:*}" "${id#*:}" && quiet show "prd-${id#*:}" --committed || return
  done
}
after_apply() { after_pull; }
after_sync() {
  after_pull || return
  flaw="the hub is not whole"; git -C "$work/hub" fsck --strict >/dev/null 2>&1 || return
  flaw="the hub has another main"; [[ $(git -C "$work/hub" rev-parse main) == $(git rev-parse main) ]] || return
  flaw="the hub has another keyring"
  [[ $(git -C "$work/hub" rev-parse refs/hfile/keyring) == $(git -C .git/hfile/keyring rev-parse refs/hfile/keyring) ]]
}
after_resolve() { flaw="not resolved"; shows prd-tea 60.00 && ! "$hfile" conflicts | grep -q "$conflict"; }
before_propose() { # The change is proposed, or still in the working files; the other edit, too.
  flaw="the proposed change is lost"; "$hfile" review "$(proposal)" 2>/dev/null | grep -q 43.00 || shows_edit 43.00
}
proposal() { "$hfile" review --format ndjson | grep -o '[0-9a-f]\{40\}' | head -1; }
shows_edit() { "$hfile" show prd-tea 2>/dev/null | grep -q "$1"; }
after_accept() { flaw="not accepted"; shows prd-tea 43.00; }
after_reject() { flaw="not rejected"; shows prd-tea 42.00 && [[ -z $(proposal) ]]; }
after_start() { flaw="no trial"; [[ $(git symbolic-ref HEAD) == refs/heads/trial ]]; }
after_keep() { flaw="not kept"; shows prd-tea 44.00 && [[ $(git symbolic-ref HEAD) == refs/heads/main ]]; }
after_drop() {
  flaw="not dropped"; shows prd-tea 42.00 && shows_edit 42.00 && [[ $(git symbolic-ref HEAD) == refs/heads/main ]]
}

# What is made elsewhere is whole or not there; when the act was done again it is whole, and alone.
before_bundle() { flaw="half a bundle"; [[ ! -e $work/made/new.bundle ]] || git bundle verify -q "$work/made/new.bundle" 2>/dev/null; }
after_bundle() {
  before_bundle || return
  flaw="left beside the bundle"; [[ $(ls -A "$work/made") == new.bundle ]]
}
before_clone() { flaw="half a copy"; [[ ! -e $work/made/new/hfile.json ]] || whole "$work/made/new"; }
after_clone() {
  flaw="left beside the copy"; [[ $(ls -A "$work/made") == new ]] || return
  flaw="left in the copy"; [[ $(ls -A "$work/made/new" | grep -c hfile) == 1 ]] || return
  flaw="the copy is not whole"; whole "$work/made/new"
}
before_restore() { before_clone; }
after_restore() { after_clone || return; flaw="a hub is left"; ! grep -q remote "$work/made/new/.git/config"; }
whole() ( # folder
  cd "$1"
  quiet doctor; quiet verify && quiet check keyring && git fsck --strict >/dev/null 2>&1 && shows mem-bcdefghj stays \
    && [[ -s .git/hfile/device && -z $(git status --porcelain) && $("$hfile" doctor --dry-run) == "all is well" ]] \
    && quiet new product name=copy price=1.00 --commit
)
before_backup() {
  flaw="half a bundle"
  for file in "$work"/made/*.bundle; do git bundle verify -q "$file" 2>/dev/null || return; done
  # Of those whose time is over the keys go first.
  flaw="the newest has no keys"; have_keys "$(ls "$work"/made/*.bundle | tail -1)"
}
have_keys() { for file in "$@"; do [[ -s ${file%.bundle}.keys.json ]] || return; done; }
after_backup() {
  before_backup || return
  flaw="a bundle without keys"; have_keys "$work"/made/*.bundle || return
  flaw="old backups stay"; [[ $(ls "$work"/made/*.bundle | wc -l) -le 9 ]] || return
  flaw="left beside the backups"; [[ -z $(ls -A "$work/made" | grep -v '^sto-.*\.\(bundle\|keys\.json\)$') ]] || return
  flaw="not restored"; quiet backup restore "$(ls "$work"/made/*.bundle | tail -1)" "$work/made/new" --without-keys
}
before_verified() { before_backup; }
after_verified() { after_backup; }

# MARK: the grid

# A commit makes each new object durable, the journal, the branch, the working files and the index.
fresh commit
# shellcheck disable=SC2086
strace -f -o "$work/trace" -e trace=fsync,fdatasync "$hfile" ${act[commit]} >/dev/null
durable=$(grep -c -e fsync -e fdatasync "$work/trace")
objects=$(git rev-list --objects HEAD ^HEAD~1 | wc -l)
[[ $durable -ge $((objects + 6)) ]] || { echo "HARM only $durable fsync for $objects new objects"; exit 1; }

broken() { # verb, fault, call, number: does an act with a fault; fails when the fault did not come about
  if [[ $2 == short ]]; then
    # shellcheck disable=SC2086
    ! (trap '' XFSZ; ulimit -f "$4"; exec "$hfile" ${act[$1]}) >/dev/null 2>&1
  else
    # shellcheck disable=SC2086
    strace -f -o "$work/trace" -e trace="$3" -e inject="$3:$2:when=$4" "$hfile" ${act[$1]} >/dev/null 2>&1 || true
    grep -q -e INJECTED -e 'killed by SIGKILL' "$work/trace"
  fi
}

for verb in ${VERBS:-commit record import facts maintain seal add rotate erase pull sync apply bundle backup verified \
  restore clone resolve propose accept reject start keep drop}; do
  for fault in ${FAULTS:-signal=KILL error=EIO error=ENOSPC short}; do
    calls="fsync rename,renameat,renameat2 link,linkat unlink,unlinkat mkdir,mkdirat write,pwrite64"
    for call in $([[ $fault == short ]] && echo KiB || echo "$calls"); do
      # What comes after the sixtieth is the same over and over: one file after another.
      for when in $(seq 1 "${EVERY:-1}" 60) $(seq 61 $((7 * ${EVERY:-1})) 2000); do
        fresh "$verb"
        before=$(git rev-parse HEAD)
        # What nobody has seen yet may be made anew, and a trial taken back.
        case $verb in sync | pull | apply) before=$(git rev-parse refs/hfile/published) ;; drop) before=$(git rev-parse main) ;; esac
        broken "$verb" "$fault" "$call" "$when" 2>/dev/null || break
        runs=$((runs + 1))
        check "$before" "$verb $call $fault $when"
      done
    done
  done
done
echo "kill: $runs faults, $harmful harmful"
[[ $harmful -eq 0 && $runs -gt 0 ]]
