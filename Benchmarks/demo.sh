#!/usr/bin/env bash
# A manager's minute: builds hfile, makes a real store with 90 business days of history from example-store/, and shows
# the daily verbs on it. Runs unattended.
#
#   Benchmarks/demo.sh [FOLDER]      the store is made in FOLDER/shop (default: a fresh temporary folder)
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
folder=${1:-$(mktemp -d -t hfile-demo-XXXXXX)}
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
quoted() { for word in "$@"; do [[ $word =~ [[:space:]\>\<] ]] && printf " '%s'" "$word" || printf ' %s' "$word"; done; }
run() { printf '\n$ hfile%s\n' "$(quoted "$@")"; "$hfile" "$@" || printf '[exit code %d]\n' $?; }

say "Building hfile (a few minutes the first time)"
binaries=$(Benchmarks/release.sh hfile ExampleStore)
hfile=$binaries/hfile

say "Making a store from example-store/ in $folder/shop"
mkdir -p "$folder"
"$binaries/ExampleStore" replay example-store "$folder/shop"
cd "$folder/shop"
export HFILE_AUTHOR='王敏 <stf-wang@sto-quiet-heart>'

say "What is in it"
echo "$(git rev-list --count HEAD) commits by $(git log --format=%an | sort -u | wc -l) people," \
  "$(find . -name '*.jsonl' -not -path './.git/*' -exec cat {} + | wc -l) facts"
run list staff
run list product --where 'safetyStock > 20' --sort -price --limit 5
run list sale --from 2026-11-20 --to 2026-11-20 --columns time,receiptNumber,staff,total --limit 5
run log -n 5

say "One record, and what happened to it"
product=$(basename "$(git log --format= --name-only --diff-filter=M -- products | sort | awk 'NR == 1')" .json)
run show "$product"
run log "$product"

say "A new record, a refused one, a commit"
run new product id=osmanthus name=桂花乌龙 price=58 category=茶叶 safetyStock=10
run new product name=x price=12.345
run new product nmae=x price=1
run set "$product" price=13.50
run diff
run commit -m 'osmanthus oolong, and a new price'
run log -n 2
run find 桂花
run check
printf '\n$ git status --short && git fsck --strict && git log --oneline -n 2\n'
git status --short && git fsck --strict && git log --oneline -n 2

say "From here on signed, and members sealed (demonstration keys in $folder)"
export HOME=$folder
run identity new wang --no-passphrase
run access begin
run seal --all
member=$(basename "$(git ls-files members | head -n 1)" .json)
run show "$member"
printf '\n$ HOME=/nonexistent hfile show %s        without the key\n' "$member"
HOME=/nonexistent "$hfile" show "$member"
run keys status
run verify

say "Try next"
cat <<NEXT
  cd $folder/shop
  export PATH=$binaries:\$PATH
  hfile help                              every verb; hfile help VERB tells more
  hfile types                             what can be recorded
  hfile new staff                         a form, made from the schema
  hfile list member --limit 10 --lang zh-Hans
  hfile diff 2026-11-01 HEAD | head       what changed this month, field by field
  hfile export sale sales.csv             for a spreadsheet
  make install                            (in $root) puts hfile into /usr/local/bin
NEXT
