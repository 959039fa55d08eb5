#!/usr/bin/env bash
# Installs the peers, builds the release binaries and measures. Usage: Benchmarks/bench.sh [small|full] [--only ROW]...
set -euo pipefail
cd "$(dirname "$0")/.."
size=${1:-full}
shift || true
tools=.build-bench
if [ ! -x "$tools/python/bin/klaus" ]; then
  python3 -m venv "$tools/python"
  "$tools/python/bin/python" -m pip install --quiet duckdb-cli==1.5.6 orjson==3.13.0 jsonschema-rs==0.60.3 klaus==3.0.1
fi
release=$(Benchmarks/release.sh hfile hfile-web ExampleStore)
exec python3 Benchmarks/bench.py "$release" --size "$size" "$@"
