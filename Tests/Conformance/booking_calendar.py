"""Bookings as hfile writes them for calendars, read by the library icalendar and compared with the records.

Usage: booking_calendar.py HFILE STORE ROUNDS SEED
"""
import datetime, json, random, subprocess, sys

import icalendar

hfile, store, rounds, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random.seed(seed)


def run(*words, may_fail=False):
    ran = subprocess.run([hfile, "-C", store, *words], capture_output=True)
    if ran.returncode and not may_fail:
        sys.exit(f"{' '.join(words)}: {ran.returncode}\n{ran.stderr.decode()}")
    return ran.stdout if ran.returncode == 0 else None


def instant(text):
    return datetime.datetime.fromisoformat(text)


def record(identifier):
    return json.loads(run("show", identifier, "--committed", "--format", "json"))["record"]


def compare(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: the calendar has {found!r}, the record {expected!r}")


def event_of(calendar):
    events = list(calendar.walk("VEVENT"))
    compare("events", len(events), 1)
    return events[0]


def check(identifier, moves, audience, reveal):
    words = ["booking", "ics", identifier, "--for", audience] + (["--reveal"] if reveal else [])
    raw = run(*words)
    for line in raw.split(b"\r\n"):
        if len(line) > 75:
            sys.exit(f"a line of {len(line)} octets")
        line.decode()  # no character is cut in two
    if b"\n" in raw.replace(b"\r\n", b""):
        sys.exit("a line end that is none of iCalendar")
    calendar = icalendar.Calendar.from_ical(raw)
    event, booking = event_of(calendar), record(identifier)
    off = booking["state"] == "cancelled"
    begin = instant(booking["start"])
    end = begin + datetime.timedelta(minutes=booking["durationMinutes"])
    compare("METHOD", str(calendar["METHOD"]), "CANCEL" if off else "REQUEST")
    compare("UID", str(event["UID"]).split("@")[0], identifier)
    compare("SEQUENCE", int(event["SEQUENCE"]), moves + off)
    compare("STATUS", str(event["STATUS"]), "CANCELLED" if off else "CONFIRMED")
    compare("DTSTART", event["DTSTART"].dt, begin)
    compare("DTEND", event["DTEND"].dt, end)
    compare("DTSTAMP", event["DTSTAMP"].dt, instant(booking["history"][-1]["time"]))
    compare("SUMMARY", str(event["SUMMARY"]), json.loads(run("show", "svc-foot", "--format", "json"))["record"]["name"])
    attendee = event["ATTENDEE"]
    if audience == "staff":
        compare("ATTENDEE", (str(attendee), attendee.params["CN"]), ("urn:x-hfile:stf-lin", "Lin"))
    elif reveal:
        # No quotation mark may stand in a parameter (RFC 5545, section 3.2).
        compare("ATTENDEE", (str(attendee), attendee.params["CN"]), ("mailto:wang@example.com", "王芳: '小王'"))
    else:
        compare("ATTENDEE", (str(attendee), attendee.params.get("CN")), ("urn:x-hfile:mem-abcdefgh", None))
        for sealed in ("王芳", "wang@example.com", "13800138000"):
            if sealed in raw.decode():
                sys.exit(f"{sealed} stands in an invitation that reveals nothing")
    alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    # A day before by the clock, also where the night between has 25 hours.
    berlin = begin.astimezone(__import__("zoneinfo").ZoneInfo("Europe/Berlin"))
    day = (berlin.replace(tzinfo=None) - datetime.timedelta(days=1)).replace(tzinfo=berlin.tzinfo)
    compare("VALARM", alarms, [] if off else [day, begin - datetime.timedelta(hours=1)])


booked = 0
for round in range(rounds):
    day = datetime.date(2026, 10, 21) + datetime.timedelta(days=random.randrange(7))
    start = f"{day}T{random.randrange(0, 20):02}:{random.choice((0, 15, 30, 45)):02}"
    made = run("booking", "book", "foot", start, "--member", "mem-abcdefgh", "--format", "json", may_fail=True)
    if made is None:
        continue
    identifier, moves = json.loads(made)["bookings"][0]["id"], 0
    booked += 1
    for _ in range(random.randrange(3)):
        later = f"{day}T{random.randrange(8, 20):02}:{random.choice((0, 15, 30, 45)):02}"
        moves += run("booking", "move", identifier, later, may_fail=True) is not None
    if random.random() < 0.3:
        run("booking", "cancel", identifier, "--by", random.choice(("customer", "store")))
    for audience in ("customer", "staff"):
        for reveal in (False, True):
            check(identifier, moves, audience, reveal)
if booked < rounds / 4:
    sys.exit(f"only {booked} of {rounds} rounds booked anything")
whole = icalendar.Calendar.from_ical(
    run("booking", "calendar", "--staff", "lin", "--from", "2026-10-20", "--to", "2026-10-31"))
listed = json.loads(run("booking", "list", "--from", "2026-10-20", "--to", "2026-10-31", "--format", "json"))["records"]
compare("the calendar", sorted(str(event["UID"]).split("@")[0] for event in whole.walk("VEVENT")),
        sorted(booking["id"] for booking in listed))
run("check", "bookings")
print(f"booking: {booked} invitations and a calendar of {len(listed)} bookings read back by icalendar")
