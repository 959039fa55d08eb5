#!/usr/bin/env bash
# Two computers of a store and real servers on loopback: sshd, git http-backend behind TLS, git daemon, a folder. Then
# what goes wrong: cut connections, host keys and certificates that are wrong, full disks, a server that lies, a hub that
# refuses. Each must end in a clear error, with the old state intact and every repository whole.
set -euo pipefail
cd "$(dirname "$0")/../.."
# As it is installed: there libgit2 trusts no certificate before it is told where they are.
hfile=${HFILE:-$(Benchmarks/release.sh hfile)/hfile}
exec python3 Tests/Conformance/sync_servers.py "$hfile"
