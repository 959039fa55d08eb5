"""Makes hostile JSON texts from a seed and judges our parser's verdicts against Python's json and jq.

Every disagreement must fall under a rule below that says why the other parser is laxer or stricter, checked by means
of its own (not by our verdict alone). One that falls under none is printed and fails the run.
"""

import base64
import collections
import json
import random
import re
import subprocess
import sys

SEEDS = [
    b'{"id":"sal-20261121-a7-4f0q9t7k","time":"2026-11-21T10:02:00+08:00","lines":[{"product":"prd-tea","quantity":1.500,'
    b'"unitPrice":"128.00"}],"total":"192.00","member":null,"paid":true}',
    '{"name":"林晓","role":"技师","tags":["新","\\u8001"],"note":"\\ud83d\\ude00 😀"}'.encode(),
    b'[1,-0,0.5,-1.25e+10,1E-7,123456789012345678901234567890,1e400]',
    b'{"a":{"b":{"c":[[],{},[{}]]}},"":"","\\"":"\\\\\\/\\b\\f\\n\\r\\t"}',
    b' [ true , false , null ] \r\n\t',
    b'"\\u0000\\u001f\\u007f\\u2028\xe2\x80\xa9\xef\xbf\xbf"',
    b'[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]',
    b'{"a":1,"b":2,"c":3,"d":4}',
    b'0', b'-1', b'""', b'{}', b'[]', b'null', b'1.0e5',
]
TOKENS = [
    b'{', b'}', b'[', b']', b',', b':', b'"', b'\\', b'/', b' ', b'\n', b'\t', b'\r', b'\x00', b'\x0b', b'\x0c', b'\x7f',
    b'-', b'+', b'.', b'e', b'E', b'0', b'00', b'01', b'-0', b'1', b'9', b'1.', b'.5', b'1e', b'1e5', b'0x1', b'1_0',
    b'true', b'false', b'null', b'tru', b'nul', b'True', b'NaN', b'nan', b'Infinity', b'-Infinity', b'undefined', b"'",
    b'"a"', b'"a":', b'"a":1', b'"a":1,"a":2', b'"\\u0061":3', b'"\\ud800"', b'"\\udc00"', b'"\\ud83d\\ude00"', b'\\u',
    b'\\u12', b'\\x41', b'\\ud800', b'\\udfff', b'\\u0000', b'\xef\xbb\xbf', b'\xff', b'\xc0\xaf', b'\xed\xa0\x80',
    b'\xf4\x90\x80\x80', b'\xe4\xbd\xa0', b'\xf0\x9f\x98\x80', b'\xc2\xa0', b'\xe2\x80\xa8', b'//x\n', b'/**/', b'#',
    b'{"a":1,}', b'[1,]', b'[,1]', b'[1 2]', b'{"a" 1}', b'{a:1}', b'1 2', b'[[', b']]', b'1e999', b'-1e-999',
]


VALUES = TOKENS[TOKENS.index(b'"a"'):TOKENS.index(b'"a"') + 1] + [
    b'0', b'-0', b'1', b'-1.5', b'1e5', b'1E-7', b'0.10', b'1e400', b'true', b'false', b'null', b'[]', b'{}', b'""',
    b'[1,[2]]', b'{"a":1,"b":[{}]}', b'{"a":1,"a":2}', b'{"\\u0061":1,"a":2}', b'"\\ud83d\\ude00"', b'"\\ud83d"',
    '"é"'.encode(), '"e\u0301"'.encode(), '{"é":1,"e\u0301":2}'.encode(), b'"\\u0000\\n\\/"', b'  1 ', b'\n[\t]\r',
]


def exchange(rng, text):
    """Puts another value in the place of one, which most often leaves the text valid."""
    places = list(re.finditer(rb'"(?:[^"\\]|\\.)*"|[-0-9.eE+]+|true|false|null|\[\]|\{\}', text))
    if not places:
        return text
    place = rng.choice(places)
    return text[:place.start()] + rng.choice(VALUES) + text[place.end():]


def mutate(rng, text):
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        place = rng.randrange(len(text) + 1)
        kind = rng.randrange(11)
        if kind >= 7:
            text = exchange(rng, text)
        elif kind == 0:
            text = text[:place] + rng.choice(TOKENS) + text[place:]
        elif kind == 1:
            text = text[:place] + rng.choice(TOKENS) + text[place + rng.randrange(4):]
        elif kind == 2:
            text = text[:place] + text[place + 1 + rng.randrange(4):]
        elif kind == 3 and text:
            place = rng.randrange(len(text))
            text = text[:place] + bytes([text[place] ^ (1 << rng.randrange(8))]) + text[place + 1:]
        elif kind == 4:
            end = min(len(text), place + 1 + rng.randrange(24))
            other = rng.randrange(len(text) + 1)
            text = text[:other] + text[place:end] + text[other:]
        elif kind == 5:
            text = text[:place] + bytes([rng.randrange(256)]) + text[place:]
        else:
            other = rng.choice(SEEDS)
            text = text[:place] + other[rng.randrange(len(other) + 1):]
    return text


def make(count, seed, path):
    rng = random.Random(seed)
    with open(path, "wb") as file:
        for _ in range(count):
            text = mutate(rng, rng.choice(SEEDS))
            file.write(len(text).to_bytes(4, "big") + text)


def items(path):
    with open(path, "rb") as file:
        data = file.read()
    place = 0
    while place < len(data):
        size = int.from_bytes(data[place:place + 4], "big")
        yield data[place + 4:place + 4 + size]
        place += 4 + size


class Reading:
    """What Python's json makes of a text, and which of its liberties it took."""

    def __init__(self, data):
        self.liberties = set()
        self.is_utf8 = True
        self.accepted = False
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            self.is_utf8 = False
            return
        try:
            self.value = json.loads(
                text, object_pairs_hook=self.members, parse_constant=self.constant,
                parse_int=self.number, parse_float=self.number)
            self.accepted = True
        except (ValueError, RecursionError):
            return
        if self.has_surrogate(self.value):
            self.liberties.add("lone surrogate")

    def members(self, pairs):
        if len({key for key, _ in pairs}) < len(pairs):
            self.liberties.add("duplicate key")
        # Of members with one key the last one hides the others, so each is looked at here.
        if any(self.has_surrogate(part) for pair in pairs for part in pair):
            self.liberties.add("lone surrogate")
        return dict(pairs)

    def constant(self, name):
        self.liberties.add("NaN or Infinity")
        return name

    @staticmethod
    def number(lexeme):
        return ("number", lexeme)

    def has_surrogate(self, value):
        if isinstance(value, str):
            return any(0xD800 <= ord(letter) <= 0xDFFF for letter in value)
        if isinstance(value, dict):
            return any(self.has_surrogate(child) for child in value.values())
        return isinstance(value, (list, tuple)) and any(self.has_surrogate(child) for child in value)


EXPECTED = {"duplicate key": "duplicateKey", "lone surrogate": "loneSurrogate", "NaN or Infinity": "unexpectedByte"}


def compare_python(data, reading, verdict):
    """The name of the case, and whether it is explained."""
    ours = verdict[:1] == b"A"
    if ours and reading.accepted:
        if reading.liberties:
            return "both accept, though Python took liberties", False
        return ("both accept, same value", True) if Reading(verdict[1:]).value == reading.value else ("values differ", False)
    if not ours and not reading.accepted:
        if reading.is_utf8 and verdict == b"RinvalidUTF8":
            return "we call UTF-8 invalid that Python decodes", False
        return "both refuse", True
    if ours:
        return "only we accept", False
    for liberty in sorted(reading.liberties):
        if verdict[1:].decode() == EXPECTED[liberty]:
            return "Python accepts a " + liberty, True
    return "only Python accepts", False


def ask_jq(inputs):
    lines = b"\n".join(base64.b64encode(data) for data in inputs) + b"\n"
    program = 'try (@base64d | try (fromjson | "A") catch "R") catch "R"'
    answer = subprocess.run(["jq", "-Rr", program], input=lines, capture_output=True, check=False)
    verdicts = answer.stdout.split()
    if len(verdicts) != len(inputs):
        sys.exit("jq answered %d of %d inputs: %s" % (len(verdicts), len(inputs), answer.stderr[:300]))
    return [verdict == b"A" for verdict in verdicts]


def compare_jq(data, reading, verdict, accepted):
    ours = verdict[:1] == b"A"
    if ours == accepted:
        return ("both accept" if ours else "both refuse"), True
    if ours:
        return "only we accept", False
    return explain_jq(data, reading, verdict)


def explain_jq(data, reading, verdict):
    """Why jq 1.6 accepts what we refuse."""
    if not reading.is_utf8:
        return "jq puts U+FFFD for ill-formed UTF-8", True
    for liberty in ("duplicate key", "lone surrogate"):
        if liberty in reading.liberties and verdict[1:].decode() == EXPECTED[liberty]:
            return "jq accepts a " + liberty, True
    # With jq's known liberties taken out, what is left must be JSON.
    text = data.removeprefix(b"\xef\xbb\xbf")
    if is_json_but_for_liberties(text):
        case = "control characters in strings, or numbers by strtod (01, .5, 1., nan, NUL, VT)"
        return "jq accepts " + ("a byte order mark" if text != data else case), True
    # The byte 1e begins another text for jq, and what is unfinished before it is dropped (RFC 7464).
    if any(is_json_but_for_liberties(text[:end]) for end in range(text.rfind(b"\x1e") + 1)):
        return "jq stops at a record separator", True
    return "only jq accepts", False


def is_json_but_for_liberties(text):
    token = rb'"(?:[^"\\]|\\.)*"|[^ \t\r\n\[\]{},:"]+'
    return Reading(re.sub(token, without_liberties, text, flags=re.DOTALL)).accepted


def without_liberties(match):
    """A token as strict JSON, if jq takes it: strings may hold control characters, a literal ends at NUL, and what
    the C library's strtod reads is a number."""
    token = match.group()
    if token[:1] == b'"':
        return re.sub(rb"[\x00-\x1f]", b" ", token)
    if token in (b"true", b"false", b"null"):
        return token
    token = token.split(b"\0")[0]
    is_number = re.fullmatch(rb"[\x0b\x0c]*([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(?i:nan|inf|infinity)|)", token)
    return b"0" if is_number else token


def judge(input_path, verdict_path, summary_path):
    inputs = list(items(input_path))
    verdicts = list(items(verdict_path))
    if len(inputs) != len(verdicts):
        sys.exit("%d inputs but %d verdicts" % (len(inputs), len(verdicts)))
    counts = {"Python json": collections.Counter(), "jq": collections.Counter()}
    unexplained = []
    for data, verdict, by_jq in zip(inputs, verdicts, ask_jq(inputs)):
        reading = Reading(data)
        cases = {
            "Python json": compare_python(data, reading, verdict),
            "jq": compare_jq(data, reading, verdict, by_jq),
        }
        for parser, (case, is_explained) in cases.items():
            counts[parser][case] += 1
            if not is_explained:
                unexplained.append([parser, case, repr(data), verdict.decode("utf-8", "replace")[:80]])
    with open(summary_path, "w") as file:
        json.dump({"count": len(inputs), "counts": counts, "unexplained": unexplained}, file)


def report(paths):
    total = 0
    counts = collections.defaultdict(collections.Counter)
    unexplained = []
    for path in paths:
        with open(path) as file:
            summary = json.load(file)
        total += summary["count"]
        unexplained += summary["unexplained"]
        for parser, cases in summary["counts"].items():
            counts[parser].update(cases)
    for parser, cases in sorted(counts.items()):
        print("%s:" % parser)
        for case, count in cases.most_common():
            print("  %9d  %s" % (count, case))
    for case in unexplained[:40]:
        print("UNEXPLAINED", *case)
    print("JSON differential fuzz: %d inputs, %d unexplained" % (total, len(unexplained)))
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "make":
        make(int(rest[0]), int(rest[1]), rest[2])
    elif command == "judge":
        judge(*rest)
    else:
        report(rest)
