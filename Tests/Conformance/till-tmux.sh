#!/usr/bin/env bash
# A cashier's day in a terminal of tmux: ready, a sale of six keys, a kill in the middle of a basket, another size of the
# window, Chinese input, a scanner, two screens at once, and a terminal that is as it was when the screen ends.
#
#   Tests/Conformance/till-tmux.sh [HFILE]
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ $# -eq 0 ]; then
  swift build --product hfile
  set -- "$(swift build --show-bin-path)/hfile"
fi
hfile=$(realpath "$1")
work=$(mktemp -d)
session() { tmux -L "till-$$" -f /dev/null "$@"; }
trap 'session kill-server 2>/dev/null || true; rm -rf "$work" 2>/dev/null || { sleep 1; rm -rf "$work"; }' EXIT
export HOME="$work" HFILE_AUTHOR='till <till@test>' HFILE_LANG=en LANG=C.UTF-8 LC_ALL=C.UTF-8 HFILE_CLOCK=2026-11-21T19:05:00+08:00
# A prompt that is known again.
export PROMPT_COMMAND='PS1="ready> "'

"$hfile" identity new owner --no-passphrase >/dev/null 2>&1
"$hfile" init "$work/shop" --name 静心足道 --device a7 --owner stf-lin --alias Lin >/dev/null 2>&1
cd "$work/shop"
"$hfile" new staff id=lin name=林晓 role=cashier hired=2026-01-01 >/dev/null 2>&1
"$hfile" new product id=tea name=绿茶 price=42.00 barcode=6901234567892 >/dev/null 2>&1
"$hfile" new service id=foot-60 name='足部按摩 60分钟' price=128.00 durationMinutes=60 >/dev/null 2>&1
"$hfile" new member kind=member name=王芳 phone=+8613800138000 >/dev/null 2>&1
"$hfile" commit -m begin >/dev/null
"$hfile" shift open --float 500 --staff lin >/dev/null

screen() { session capture-pane -p; }
# sees TEXT...: the screen says all of it within ten seconds.
sees() {
  local text shown
  for text in "$@"; do
    for _ in $(seq 200); do
      shown=$(screen)
      [[ $shown == *"$text"* ]] && continue 2
      sleep 0.05
    done
    printf 'till-tmux: the screen does not say “%s”:\n%s\n' "$text" "$shown" >&2
    exit 1
  done
}
types() { session send-keys -l -- "$1"; }
keys() { session send-keys "$@"; }
opens() { types "$hfile till"; keys Enter; }
sales() { "$hfile" query sale --count --format csv | tail -1 | tr -d '\r'; }
is() { [ "$1" = "$2" ] || { echo "till-tmux: $3: $1, not $2" >&2; exit 1; }; }

session new-session -d -x 80 -y 24 'bash --norc --noprofile'
sees 'ready>'

opens
sees '静心足道 · a7' 'Sell:' 'F10 leave'
# Six keys: two letters of a name as it is read, Enter, Enter, Enter make five.
types lc; sees '> tea  绿茶  42.00'
keys Enter; sees 'CNY 42.00'
keys Enter; sees '> Cash' 'Enter sells'
keys Enter; sees 'Sold a7-20261121-1  CNY 42.00'
is "$(sales)" 1 'sales after six keys'
echo "till-tmux: a sale took five keys"

# The power goes in the middle of a basket, while something is typed.
types '2*lc'; keys Enter; sees '2 × 42.00' 'CNY 84.00'
types '足部'; sees 'foot-60'
kill -9 "$(cat .git/hfile/till.lock)"
sees 'Killed'
keys C-c; types 'reset; stty -g > ../before; clear'; keys Enter; sees 'ready>'
opens
sees 'this basket was left open' '2 × 42.00' 'CNY 84.00'
types '足'; keys Enter; sees 'CNY 212.00'
echo "till-tmux: the basket outlived kill -9"

# Another screen on the same copy is refused, and says why.
is "$("$hfile" till </dev/null 2>&1 | head -1)" 'error: the till needs a terminal' 'without a terminal'
session split-window -d 'bash --norc --noprofile'
session send-keys -t 1 -l "$hfile till 2> ../second"; session send-keys -t 1 Enter
for _ in $(seq 200); do grep -q 'open on another screen' ../second 2>/dev/null && break; sleep 0.05; done
grep -q 'open on another screen' ../second
session kill-pane -t 1

# A small window is readable, and a large one again.
session resize-window -x 40 -y 12
sees 'CNY 212.00' 'Enter pays' 'Sell:'
[ "$(screen | wc -l)" -le 12 ]
session resize-window -x 100 -y 30
sees '2 × 42.00' 'F10 leave'

# A member, a discount that a till may give, a card and cash, and the change.
keys F2; types wf; sees '> '; keys Enter; sees 'Member  王芳'
keys F3; types '10%'; keys Enter; sees 'CNY 190.80'
keys Enter Down; sees '> Bank card'
types 90.80; keys Enter; sees 'Still due' '100.00'
types 200; sees 'Change'
keys Enter; sees 'Sold a7-20261121-2  CNY 190.80' 'Change  CNY 100.00'
is "$(sales)" 2 'sales after parts were paid'
echo "till-tmux: a member, a discount, two payments"

# A scanner types as fast as it can.
types 6901234567892; keys Enter; types 6901234567892; keys Enter
sees '2 × 42.00'
# What another process commits is seen before the sale is made.
"$hfile" set prd-tea price=45.00 >/dev/null 2>&1
"$hfile" commit -m dearer >/dev/null
keys Enter; sees 'Enter sells'
keys Enter; sees '90.00'
keys Enter; sees 'Sold a7-20261121-3  CNY 90.00'

# Leaving keeps the basket and gives the terminal back.
types lc; keys Enter; sees 'CNY 45.00'
keys F10; sees 'the basket is kept' 'ready>'
types 'clear; stty -g > ../after'; keys Enter
sees 'ready>'
for _ in $(seq 200); do [ -s ../after ] && break; sleep 0.05; done
cmp ../before ../after
is "$(stat -c %a .git/hfile/till .git/hfile/till/basket.json | tr '\n' ' ')" '700 600 ' 'who may look at the basket'

# Told to end, it gives the terminal back too.
opens; sees 'this basket was left open'
kill -TERM "$(cat .git/hfile/till.lock)"
sees 'ready>'
types 'clear; stty -g > ../after-end'; keys Enter
for _ in $(seq 200); do [ -s ../after-end ] && break; sleep 0.05; done
cmp ../before ../after-end
opens; sees 'this basket was left open'
keys F8; sees 'Forget this basket?'; keys Enter; sees 'the basket is forgotten'
keys C-c; sees 'ready>'
[ ! -e .git/hfile/till/basket.json ]
"$hfile" check ledger >/dev/null
"$hfile" verify >/dev/null
is "$(sales)" 3 'sales in the end'
echo "till-tmux: three sales, nothing lost, nothing doubled, the terminal as it was"
