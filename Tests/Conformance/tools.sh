#!/usr/bin/env bash
# Makes sure that what a target needs is here; on Debian installs it as root or with sudo, else says what to install.
# Usage: Tests/Conformance/tools.sh WHAT... (build, python, venv, jose, ssh-keygen, chromium, wrk, cgit, jq, strace, valgrind, curl,
# openssl, tmux, sshd, nginx, fcgiwrap)
set -euo pipefail

missing=()

# need TEST PACKAGE: notes the package when the test fails.
need() { eval "$1" >/dev/null 2>&1 || missing+=("$2"); }

for what in "$@"; do
  case "$what" in
    build)
      command -v swift >/dev/null || { echo "tools: install Swift 6.3 or newer: https://swift.org/install" >&2; exit 1; }
      need "command -v git" git
      need "command -v pkg-config" pkg-config
      need "pkg-config --exists libgit2" libgit2-dev
      need "pkg-config --exists zlib" zlib1g-dev
      need "pkg-config --exists libdeflate" libdeflate-dev
      need "pkg-config --exists libqrencode" libqrencode-dev
      need "test -e /usr/share/zoneinfo/Asia/Shanghai" tzdata
      ;;
    python)
      need "command -v python3" python3
      need "python3 -m pip --version" python3-pip
      ;;
    venv) need "python3 -c 'import ensurepip'" python3-venv ;;
    ssh-keygen) need "command -v ssh-keygen" openssh-client ;;
    chromium)
      need "command -v chromium" chromium
      need "fc-list :lang=zh | grep -q ." fonts-noto-cjk
      ;;
    sshd) need "test -x /usr/sbin/sshd" openssh-server ;;
    nginx) need "test -x /usr/sbin/nginx" nginx-light ;;
    fcgiwrap) need "test -x /usr/sbin/fcgiwrap" fcgiwrap ;;
    cgit) need "test -x /usr/lib/cgit/cgit.cgi" cgit ;;
    jose | wrk | jq | strace | valgrind | curl | openssl | tmux) need "command -v $what" "$what" ;;
    *) echo "tools: nothing is known of $what" >&2; exit 2 ;;
  esac
done

[ "${#missing[@]}" -gt 0 ] || exit 0
install=(apt-get install -y --no-install-recommends "${missing[@]}")
if ! command -v apt-get >/dev/null; then
  echo "tools: these are missing; install what your system calls them: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  # Without a terminal sudo cannot ask for a password.
  if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
    echo "tools: missing: ${missing[*]}; as root, type: ${install[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "tools: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
