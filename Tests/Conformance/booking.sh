#!/usr/bin/env bash
# Thirty-two processes want the same hour: one gets it, thirty-one are refused with near hours that are free. Then random
# bookings, moves and cancellations are read back by the calendar library icalendar and compared with the records.
#
#   Tests/Conformance/booking.sh [HFILE]      ROUNDS (default 40) from SEED (default 1)
set -euo pipefail
cd "$(dirname "$0")/../.."
python=.build-conformance/calendar/python
if ! "$python/bin/python" -c 'import icalendar' 2>/dev/null; then
  python3 -m venv "$python"
  "$python/bin/pip" --quiet install icalendar==6.3.1
fi
if [ $# -eq 0 ]; then
  swift build --product hfile
  set -- "$(swift build --show-bin-path)/hfile"
fi
hfile=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HFILE_LANG=en HFILE_AUTHOR='desk <desk@test>' HOME="$work" HFILE_CLOCK=2026-10-20T07:00:00+02:00

"$hfile" identity new owner --no-passphrase >/dev/null 2>&1
"$hfile" init "$work/shop" --name 'Bad & Ruhe, "Mitte"' --timezone Europe/Berlin --currency EUR --device a7 --owner stf-lin \
  --alias Lin >/dev/null 2>&1
cd "$work/shop"
daily='[{"weekday":"monday","from":"08:00","to":"20:00"},{"weekday":"tuesday","from":"08:00","to":"20:00"},
{"weekday":"wednesday","from":"08:00","to":"20:00"},{"weekday":"thursday","from":"08:00","to":"20:00"},
{"weekday":"friday","from":"08:00","to":"20:00"},{"weekday":"saturday","from":"08:00","to":"23:00"},
{"weekday":"sunday","from":"00:00","to":"20:00"}]'
"$hfile" new service id=foot style=foot price=99.99 durationMinutes=60 \
  name='足底按摩，含肩颈放松；Fußmassage mit Öl, Kräutern & Tee; 60 Minuten \ eine Stunde für ruhige Abende' >/dev/null 2>&1
"$hfile" new staff id=lin name=Lin role=therapist hired=2020-01-01 skills:='["foot"]' weeklyHours:="$daily" >/dev/null 2>&1
"$hfile" new member id=abcdefgh kind=member name='王芳: "小王"' email=wang@example.com phone=+8613800138000 >/dev/null 2>&1
"$hfile" commit -m begin >/dev/null

for number in $(seq 32); do
  ( "$hfile" booking book foot 2026-10-21T10:00 >"$work/$number.out" 2>"$work/$number.err"
    echo $? >"$work/$number.code" ) || true &
done
wait
won=$(grep -lx 0 "$work"/*.code | wc -l)
refused=$(grep -lx 21 "$work"/*.code | wc -l)
hints=$(grep -l 'hint: free: 2026-10-21' "$work"/*.err | wc -l)
if [ "$won $refused $hints" != "1 31 31" ]; then
  echo "booking: $won won, $refused were refused, $hints were told what is free" >&2
  cat "$work"/*.err >&2
  exit 1
fi
"$hfile" check bookings >/dev/null
echo "booking: of 32 processes one got the hour, 31 were refused and told what is free"

cd - >/dev/null
"$python/bin/python" Tests/Conformance/booking_calendar.py "$hfile" "$work/shop" "${ROUNDS:-40}" "${SEED:-1}"
