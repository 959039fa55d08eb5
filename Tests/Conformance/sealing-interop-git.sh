#!/usr/bin/env bash
# Identities between hfile and OpenSSH: keys handed out and taken in, a key in ssh-agent, and stock git in between.
# Usage: Tests/Conformance/sealing-interop-git.sh HFILE
set -euo pipefail
hfile=$1
work=$(mktemp -d)
agent=
trap '[ -z "$agent" ] || kill "$agent"; rm -rf "$work"' EXIT
cd "$work"
export HOME=$work XDG_CONFIG_HOME=$work/config LC_ALL=C.UTF-8 HFILE_LANG=en GIT_CONFIG_NOSYSTEM=1
unset SSH_AUTH_SOCK

# A key that hfile made is one for OpenSSH, and back.
printf 'correct horse\ncorrect horse\n' | "$hfile" identity new lin >/dev/null 2>&1
(umask 077 && echo 'correct horse' | "$hfile" identity export lin --private --format openssh >lin.key 2>/dev/null)
"$hfile" identity export lin --format openssh >lin.pub
[ "$(ssh-keygen -y -f lin.key)" = "$(cat lin.pub)" ] || { echo "sealing-interop: another public key" >&2; exit 1; }
[ "$(ssh-keygen -lf lin.pub | cut -d' ' -f2)" = "$("$hfile" identity show lin | awk '$1 == "fingerprint" { print $2 }')" ]
"$hfile" identity import lin.key again --no-passphrase >/dev/null 2>&1
[ "$("$hfile" identity export again --format openssh | cut -d' ' -f2)" = "$(cut -d' ' -f2 lin.pub)" ]
echo "keys go from hfile to OpenSSH and back"

# A key that OpenSSH made, in a file and in ssh-agent.
ssh-keygen -q -t ed25519 -N '' -C mei -f mei.key
"$hfile" identity new in-file --key mei.key --no-passphrase >/dev/null 2>&1
eval "$(ssh-agent -s)" >/dev/null
agent=$SSH_AGENT_PID
ssh-add -q mei.key
"$hfile" identity new in-agent --agent "$(ssh-keygen -lf mei.key.pub | cut -d' ' -f2)" --no-passphrase >/dev/null 2>&1
if "$hfile" identity new nowhere --agent SHA256:nothing --no-passphrase >/dev/null 2>&1; then
  echo "sealing-interop: a key that ssh-agent has not was taken" >&2
  exit 1
fi
echo "keys of OpenSSH are used from files and from ssh-agent"

# Stock git signs with the key that hfile made, and says good.
git init -q repository
cd repository
git config gpg.format ssh
git config gpg.ssh.allowedSignersFile "$work/allowed"
git config user.signingKey "$work/lin.key"
printf 'lin@shop namespaces="git" %s\n' "$(cut -d' ' -f1,2 "$work/lin.pub")" >"$work/allowed"
git -c user.name=lin -c user.email=lin@shop commit -q -S --allow-empty -m signed
git verify-commit HEAD
