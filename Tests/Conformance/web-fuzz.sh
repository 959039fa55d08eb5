#!/usr/bin/env bash
# Random and hostile requests at every address of docs/Web.md (schemathesis): no answer of 500 or above, none later than
# the time that a page may take.
#
#   Tests/Conformance/web-fuzz.sh [REQUESTS_PER_ADDRESS]
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
[ -x .build-web/bin/python ] || python3 -m venv .build-web
.build-web/bin/python -m pip install --quiet schemathesis==4.32.5
. Tests/Conformance/web-server.sh
link=$(grep -o 'http[^ ]*' "$work/link" | head -n 1)
origin=$(grep -o 'http://[^/]*' <<< "$link")
curl -fsSL -c "$work/jar" -o "$work/front" "$link"
cookie=$(awk '/hfile/ && NF >= 7 { printf "%s=%s; ", $6, $7 }' "$work/jar")
python3 "$root/Tests/Conformance/web_routes.py" "$root/docs/Web.md" "$origin" "$cookie" "$sale" > "$work/openapi.json"
cd "$work"
"$root/.build-web/bin/schemathesis" run openapi.json --url "$origin" -H "Cookie: $cookie" --no-color \
  --checks not_a_server_error --max-response-time 10 --max-examples "${1:-20}" --seed 20261121 --generation-database none \
  --phases examples,coverage,fuzzing --mode all --workers 2 --warnings off --suppress-health-check all
