#!/usr/bin/env bash
# hfile-web in a real browser: signing in, pages, history, verdicts, time travel and reports in two languages, without
# scripts; axe-core on every kind of page, in light and dark and on a phone.
#
#   Tests/Conformance/web-browser.sh [FOLDER]      screenshots go to FOLDER when it is given
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
pictures=$(realpath -m "${1:-/dev/null}")
[ -x .build-web/bin/python ] || python3 -m venv .build-web
.build-web/bin/python -m pip install --quiet playwright==1.65.2 axe-playwright-python==0.1.8
. Tests/Conformance/web-server.sh
"$root/.build-web/bin/python" "$root/Tests/Conformance/web_browser.py" "$work/link" "$sale" "$work/shop" "$binaries/hfile" "$pictures"
