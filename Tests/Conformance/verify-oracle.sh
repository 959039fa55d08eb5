#!/bin/sh
# Random histories, honest and forged, judged by hfile and by verify.py: they must agree on every finding.
# Usage: Tests/Conformance/verify-oracle.sh [HISTORIES [COMMITS [SEED]]]
set -eu
cd "$(dirname "$0")/../.."
histories=${1:-1000} commits=${2:-20} seed=${3:-1} shards=4
swift build --product hfile
swift build --product ExampleStore
build=$(swift build --show-bin-path)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for shard in $(seq $shards); do echo "$shard"; done | xargs -P "$(nproc)" -I '{}' sh -euc '
  "$1/ExampleStore" forge "$2/$3" $(($4 / $5)) "$6" $(($7 * 1000003 + $3)) >"$2/$3.tips"
  Tests/Conformance/verify.py "$2/$3" "$1/hfile" <"$2/$3.tips"' sh "$build" "$work" '{}' "$histories" "$shards" "$commits" "$seed"
echo "verify-oracle: $histories histories of $commits commits, hfile and verify.py agree"
