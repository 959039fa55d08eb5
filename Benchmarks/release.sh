#!/usr/bin/env bash
# Builds products as they are installed, and prints the folder they are in. Start-up is a feature: the Swift and C++
# libraries are linked statically, nothing is exported, and the program lies at a fixed address, so that the loader has
# thousands of places less to fill in.
#
#   Benchmarks/release.sh PRODUCT...
set -euo pipefail
cd "$(dirname "$0")/.."
static=$PWD/.build/static
mkdir -p "$static"
ln -sf "$(clang -print-file-name=libstdc++.a)" "$static/libstdc++.a"
flags=(-c release -Xswiftc -static-stdlib -Xlinker --no-export-dynamic -Xlinker "-L$static"
  -Xswiftc -Xclang-linker -Xswiftc -no-pie)
for product in "$@"; do swift build "${flags[@]}" --product "$product" >&2; done
swift build "${flags[@]}" --show-bin-path
