#!/usr/bin/env bash
# Compares the JSON parser with Python's json and jq on mutated inputs. COUNT inputs (default 1,000,000) from SEED.
set -euo pipefail
cd "$(dirname "$0")/../.."
for tool in python3 jq swift; do
  command -v "$tool" >/dev/null || { echo "json-fuzz: $tool is missing" >&2; exit 1; }
done
work=.build-conformance/json-fuzz
mkdir -p "$work"
count=${COUNT:-1000000}
seed=${SEED:-1}
batch=100000
echo "JSON differential fuzz: $count inputs, seed $seed"
swift build --build-tests >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
rm -f "$work"/summary-*.json
made=0
number=0
while [ "$made" -lt "$count" ]; do
  size=$((count - made < batch ? count - made : batch))
  python3 Tests/Conformance/json-fuzz.py make "$size" "$((seed * 1000003 + number))" "$work/input"
  JSON_FUZZ_INPUT="$PWD/$work/input" JSON_FUZZ_OUTPUT="$PWD/$work/verdicts" \
    swift test --disable-xctest --skip-build --filter FuzzRunnerTests >"$work/run.log" 2>&1 \
    || { cat "$work/run.log" >&2; exit 1; }
  python3 Tests/Conformance/json-fuzz.py judge "$work/input" "$work/verdicts" "$work/summary-$number.json"
  made=$((made + size))
  number=$((number + 1))
done
python3 Tests/Conformance/json-fuzz.py report "$work"/summary-*.json
