"""Exchanges sealed values and signatures between hfile's own code (SealingDriver), jose, joserfc and ssh-keygen.

Every layer goes both ways: a record under its record key and a record key under a compartment key (A256KW), a compartment
key for a person (ECDH-ES+A256KW). Whatever one seals the others open; whatever was changed on the way nobody opens.
Usage: sealing-interop.py DRIVER COUNT SEED
"""

import base64
import json
import os
import random
import subprocess
import sys
import tempfile

from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, OKPKey

DRIVER, COUNT, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dice = random.Random(SEED)
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
driver = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
counts = {}


def ask(**request):
    driver.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
    driver.stdin.flush()
    return json.loads(driver.stdout.readline())


def check(truth, what, *details):
    counts[what] = counts.get(what, 0) + 1
    if not truth:
        sys.exit(f"sealing-interop: {what}: {details} (seed {SEED})")


def public(key):
    return {name: value for name, value in key.items() if name != "d"}


def registry(algorithm):
    return jwe.JWERegistry(algorithms=[algorithm, "A256GCM"], strict_check_header=False)


def flattened(compact):
    return dict(zip(["protected", "encrypted_key", "iv", "ciphertext", "tag"], compact.strip().split(".")))


def imported(key):
    return (ECKey if key["kty"] == "EC" else OctKey).import_key(key)


# Each of the three seals and opens; a key, the header that names it, a text.

def seal_hfile(key, header, text):
    return ask(act="seal", key=public(key), header=header, plaintext=text)["sealed"]


def open_hfile(key, header, sealed):
    return ask(act="open", key=key, expecting=header, sealed=sealed).get("plaintext")


def protected(key, header):
    algorithm = "A256KW" if key["kty"] == "oct" else "ECDH-ES+A256KW"
    return {"alg": algorithm, "enc": "A256GCM", "kid": imported(key).thumbprint(), **header}


def seal_joserfc(key, header, text):
    head = protected(key, header)
    return flattened(jwe.encrypt_compact(head, text.encode(), imported(public(key)), registry=registry(head["alg"])))


def open_joserfc(key, header, sealed):
    head = protected(key, header)
    try:
        return jwe.decrypt_json(sealed, imported(key), registry=registry(head["alg"])).plaintext.decode()
    except Exception:
        return None


def write(name, value):
    with open(name, "w", encoding="utf-8") as file:
        file.write(value if isinstance(value, str) else json.dumps(value))
    return name


def seal_jose(key, header, text):
    # Its JSON form leaves epk unauthenticated; its compact form has everything in the protected header.
    command = ["jose", "jwe", "enc", "-c", "-i", json.dumps({"protected": protected(key, header)}),
               "-I", write("text", text), "-k", write("key", public(key))]
    return flattened(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def open_jose(key, header, sealed):
    command = ["jose", "jwe", "dec", "-i", write("sealed", sealed), "-k", write("key", key), "-O", "-"]
    ran = subprocess.run(command, capture_output=True)
    return ran.stdout.decode() if ran.returncode == 0 else None


def new_key(kind):
    if kind == "oct":
        return {"kty": "oct", "k": base64.urlsafe_b64encode(dice.randbytes(32)).decode().rstrip("=")}
    return ECKey.generate_key("P-256").as_dict(private=True) | {"kty": "EC"}


def tampered(sealed):
    """The value with one byte of one member changed."""
    name = dice.choice(["protected", "encrypted_key", "iv", "ciphertext", "tag"])
    raw = bytearray(base64.urlsafe_b64decode(sealed[name] + "=="))
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return sealed | {name: base64.urlsafe_b64encode(raw).decode().rstrip("=")}


def layers():
    """The three layers of docs/Trust.md: what is sealed, under which kind of key, and where it belongs."""
    store = "sto-" + "".join(dice.choices("0123456789abcdefghjkmnpqrstvwxyz", k=8))
    record = "mem-" + "".join(dice.choices("0123456789abcdefghjkmnpqrstvwxyz", k=8))
    compartment = dice.choice(["contact", "health", "finance", "management"])
    text = json.dumps({"name": "林晓" * dice.randrange(1, 30), "phone": "+8613800138000"}, ensure_ascii=False)
    place = {"store": store, "record": record, "type": "member", "compartment": compartment}
    yield "oct", place | {"revision": dice.randrange(1, 1000)}, text + " " * (-len(text.encode()) % 64)
    yield "oct", {"store": store, "compartment": compartment, "record": record}, json.dumps(new_key("oct"))
    yield "EC", {"store": store, "compartment": compartment}, json.dumps(new_key("oct"))


def exchange(with_jose):
    sealers = [("hfile", seal_hfile), ("joserfc", seal_joserfc)] + ([("jose", seal_jose)] if with_jose else [])
    openers = [("hfile", open_hfile), ("joserfc", open_joserfc)] + ([("jose", open_jose)] if with_jose else [])
    for kind, header, text in layers():
        key, other = new_key(kind), new_key(kind)
        for sealer, seal in sealers:
            sealed = seal(key, header, text)
            changed = tampered(sealed)
            for opener, opened in openers:
                if sealer != "hfile" and opener != "hfile":
                    continue
                names = f"{kind}: sealed by {sealer}, opened by {opener}"
                check(opened(key, header, sealed) == text, names, header, sealed)
                check(opened(key, header, changed) is None, names + ", tampered", header, changed)
                check(opened(other, header, sealed) is None, names + ", another key", header, sealed)
            moved = header | {"store": "sto-other"}
            check(open_hfile(key, moved, sealed) is None, f"{kind}: sealed by {sealer}, moved", header)


def signatures():
    """hfile verifies what ssh-keygen signed, and the other way round; both make the same bytes."""
    made = OKPKey.generate_key("Ed25519").as_dict(private=True)
    key = {name: made[name] for name in ("kty", "crv", "x", "d")}
    message = "".join(chr(dice.randrange(0x20, 0x3000)) for _ in range(dice.randrange(1, 300)))
    signed = ask(act="sign", key=key, message=message)
    write("allowed", "lin,lin@shop " + signed["line"] + "\n")
    write("own.sig", signed["signature"])
    verify = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "lin", "-n", "git", "-s", "own.sig"]
    check(subprocess.run(verify, input=message.encode(), capture_output=True).returncode == 0, "ssh-keygen verifies")
    check(subprocess.run(verify, input=message.encode() + b"!", capture_output=True).returncode != 0,
          "ssh-keygen refuses another message")
    write("theirs", ask_key_file(key))
    os.chmod("theirs", 0o600)
    sign = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", "theirs"]
    theirs = subprocess.run(sign, input=message.encode(), capture_output=True, check=True).stdout.decode()
    check(theirs.strip() == signed["signature"].strip(), "ssh-keygen makes the same signature")
    check(ask(act="verify", line=signed["line"], signature=theirs, message=message).get("valid") is True,
          "hfile verifies ssh-keygen")
    check(ask(act="verify", line=signed["line"], signature=theirs, message=message + "!").get("valid") is False,
          "hfile refuses another message")
    other = subprocess.run(["ssh-keygen", "-Y", "sign", "-n", "file", "-f", "theirs"], input=message.encode(),
                           capture_output=True, check=True).stdout.decode()
    check(ask(act="verify", line=signed["line"], signature=other, message=message).get("error")
          == "signature.namespace", "hfile refuses another namespace")
    return key


def git(*words, **options):
    settings = ["-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=../allowed", "-c", "user.name=lin",
                "-c", "user.email=lin@shop", "-c", "user.signingKey=../theirs"]
    return subprocess.run(["git", "-C", "repository", *settings, *words], capture_output=True, **options)


def commits():
    """A commit that hfile signed is good for stock git, and the other way round; uses the key of `signatures`."""
    key = signatures()
    subprocess.run(["git", "init", "-q", "repository"], check=True)
    git("commit", "-q", "-S", "--allow-empty", "-m", "theirs " + "林" * dice.randrange(100), check=True)
    whole = git("cat-file", "commit", "HEAD", check=True).stdout.decode()
    head, signature = [], []
    lines, body = whole.split("\n\n", 1)
    for line in lines.split("\n"):
        (signature if line.startswith(("gpgsig ", " ")) else head).append(line)
    payload = "\n".join(head) + "\n\n" + body
    armour = "\n".join(line.removeprefix("gpgsig").removeprefix(" ") for line in signature)
    line = ask(act="sign", key=key, message="")["line"]
    check(ask(act="verify", line=line, signature=armour, message=payload).get("valid") is True,
          "hfile verifies a commit of git")
    own = ask(act="sign", key=key, message=payload + "more\n")["signature"].replace("\n", "\n ")
    for text, good in [("more\n", True), ("other\n", False)]:
        signed = "\n".join(head) + "\ngpgsig " + own + "\n\n" + body + text
        commit = git("hash-object", "-t", "commit", "-w", "--stdin", input=signed.encode(), check=True).stdout.decode()
        ran = git("verify-commit", commit.strip())
        check((ran.returncode == 0) == good, "git verifies a commit of hfile" + ("" if good else ", changed"), ran)


def ask_key_file(key):
    """The key as hfile exports it for OpenSSH."""
    return ask(act="keyFile", key=key)["file"]


for number in range(COUNT):
    exchange(with_jose=number % 10 == 0)
    if number % 10 == 0:
        commits()
driver.stdin.close()
for what, count in sorted(counts.items()):
    print(f"{count:6}  {what}")
print(f"all {sum(counts.values())} agree (seed {SEED})")
