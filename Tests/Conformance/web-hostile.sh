#!/usr/bin/env bash
# hfile-web as a process, among clients that mean it no good: why it does not start, many half-open connections, clients
# that dawdle, accounts and sign-in over TLS, what the access log says.
#
#   Tests/Conformance/web-hostile.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
. Tests/Conformance/web-server.sh
openssl req -x509 -newkey rsa:2048 -nodes -days 30000 -subj /CN=shop.example -addext subjectAltName=DNS:shop.example \
  -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
openssl genrsa -out "$work/other.pem" 2048 2>/dev/null
python3 "$root/Tests/Conformance/web_hostile.py" "$binaries" "$work" "$server"
