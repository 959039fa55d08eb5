#!/usr/bin/env bash
# Sealed values and signatures between hfile, jose, joserfc and ssh-keygen; commits between hfile's keys and stock git.
# COUNT rounds (default 1,000) from SEED (default 1); every tenth round asks jose and ssh-keygen too, which are programs.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=.build-conformance/sealing
mkdir -p "$work"
if ! "$work/python/bin/python" -c 'import joserfc' 2>/dev/null; then
  python3 -m venv "$work/python"
  "$work/python/bin/pip" --quiet install joserfc==1.8.0
fi
for product in SealingDriver hfile; do
  swift build --product "$product" >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
done
bin=$(swift build --show-bin-path)
"$work/python/bin/python" Tests/Conformance/sealing-interop.py "$bin/SealingDriver" "${COUNT:-1000}" "${SEED:-1}"
Tests/Conformance/sealing-interop-git.sh "$bin/hfile"
