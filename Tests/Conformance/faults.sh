#!/bin/sh
# Injects a fault into every fsync, link and rename of one commit: whatever happens, the branch is at the old commit
# or the new one, what the program said is true, and `git fsck --strict` finds nothing wrong.
# Usage: Tests/Conformance/faults.sh (from the repository; needs strace)
set -eu
cd "$(dirname "$0")/../.."
swift build --target Git
build=$(swift build --show-bin-path)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swiftc -swift-version 6 -I "$build/Modules" -Xcc -fmodule-map-file=Sources/Clibgit2/module.modulemap \
  Tests/Conformance/git-commit.swift "$build"/Git.build/*.o -lgit2 -lz -o "$work/git-commit"

# try NAME FAULT NUMBER KIND: one commit with one fault.
try() {
  rm -rf "$work/r"
  git init -q -b main "$work/r"
  "$work/git-commit" "$work/r" $4 >/dev/null
  old=$(git -C "$work/r" rev-parse main)
  said=$(strace -f -o "$work/trace" -e trace="$1" -e inject="$1:$2:when=$3" \
    "$work/git-commit" "$work/r" $4 2>/dev/null) || said=killed
  grep -q INJECTED "$work/trace" || grep -q "killed by" "$work/trace" || return 1
  new=$(git -C "$work/r" rev-parse main)
  case "$said" in
    moved|unconfirmed) [ "$new" != "$old" ] || fail "$@" ;;
    killed) ;;
    *) [ "$new" = "$old" ] || fail "$@" ;;
  esac
  git -C "$work/r" fsck --strict >"$work/fsck" 2>&1 || fail "$@"
  [ "$said" = killed ] || ! ls "$work/r/.git/objects/pack" | grep -q tmp_ || fail "$@"
  counted=$((counted + 1))
  echo "$1 $2 number $3 $4: $said"
}

fail() {
  echo "FAILED: $*: said $said, $old to $new"
  cat "$work/fsck" 2>/dev/null || true
  exit 1
}

counted=0
for kind in "" pack; do
  for fault in "fsync error=EIO" "link signal=KILL" "rename signal=KILL" "rename error=ENOSPC"; do
    number=1
    while try $fault $number "$kind"; do number=$((number + 1)); done
  done
done
[ "$counted" -gt 20 ] || { echo "FAILED: only $counted faults"; exit 1; }
echo "$counted faults, none harmful"
