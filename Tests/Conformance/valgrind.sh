#!/bin/sh
# Runs every door of Git under valgrind memcheck; fails on lost memory or an invalid access in our code or libgit2's.
# Usage: Tests/Conformance/valgrind.sh (from the repository; needs valgrind)
set -eu
cd "$(dirname "$0")/../.."
swift build --target Git
build=$(swift build --show-bin-path)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
swiftc -swift-version 6 -I "$build/Modules" -Xcc -fmodule-map-file=Sources/Clibgit2/module.modulemap \
  Tests/Conformance/git-memory.swift "$build"/Git.build/*.o -lgit2 -lz -o "$work/git-memory"
status=0
valgrind --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9 \
  --log-file="$work/log" "$work/git-memory" "$work" || status=$?
grep -E "definitely lost|no leaks are possible|ERROR SUMMARY" "$work/log" || true
if [ "$status" -ne 0 ]; then
  cat "$work/log"
  exit "$status"
fi
