#!/usr/bin/env bash
# Runs the official JSON-Schema-Test-Suite (draft 2020-12). Its files come out of the source package of PyPI's
# jsonschema, fetched once into .build-conformance/.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=4.26.0
work=.build-conformance
suite="$work/jsonschema-$version/json"
if [ ! -d "$suite/tests/draft2020-12" ]; then
  python3 -m pip --version >/dev/null 2>&1 || { echo "json-schema-suite: python3 with pip is missing" >&2; exit 1; }
  mkdir -p "$work"
  echo "fetching jsonschema $version"
  python3 -m pip download --quiet --no-binary jsonschema --no-deps --dest "$work" "jsonschema==$version" \
    || { echo "json-schema-suite: cannot fetch jsonschema $version (offline?)" >&2; exit 1; }
  tar -xf "$work/jsonschema-$version.tar.gz" -C "$work" "jsonschema-$version/json"
fi
log="$work/json-schema-suite.log"
status=0
JSON_SCHEMA_TEST_SUITE="$PWD/$suite" swift test --disable-xctest --filter SchemaSuiteTests >"$log" 2>&1 || status=$?
grep -E '^  failed:|^JSON Schema 2020-12:|error:' "$log" || { cat "$log" >&2; status=1; }
exit "$status"
