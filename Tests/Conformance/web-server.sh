# Sourced by what asks hfile-web: builds it, makes a signed and sealed copy of the example store in $work/shop with one
# sale more ($sale), and serves it to whoever has no key. $work/link says where.
for product in hfile hfile-web ExampleStore; do swift build --product "$product" >&2; done
binaries=$(swift build --show-bin-path)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

"$binaries/ExampleStore" replay example-store "$work/shop" >/dev/null
export HOME=$work HFILE_LANG=en HFILE_CLOCK=2026-11-21T19:05:00+08:00
cd "$work/shop"
"$binaries/hfile" identity new wang --no-passphrase >/dev/null 2>&1
"$binaries/hfile" access begin --owner stf-wang >/dev/null 2>&1
"$binaries/hfile" seal --all >/dev/null
"$binaries/hfile" init --device c3 >/dev/null
sale=$("$binaries/hfile" new sale 'lines[0].product=prd-aicao-foot-bath' 'lines[0].quantity=2' 'lines[0].unitPrice=19.00' \
  'lines[0].amount=38.00' 'tenders[0].method=cash' 'tenders[0].amount=38.00' total=38.00 receiptNumber=1 \
  --commit -m 'two foot baths' | grep -o 'sal-[a-z0-9-]*')
"$binaries/hfile" verify >/dev/null
# Without a key: what is sealed stays sealed.
HOME=$work/nobody "$binaries/hfile-web" --port 0 --access-log "$work/access.log" > "$work/link" 2>&1 &
server=$!
for _ in $(seq 1 200); do grep -q http "$work/link" && break; kill -0 $server; read -rt 0.1 <> <(:) || true; done
