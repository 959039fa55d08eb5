"""Signatures of OpenSSH over commits, strictly read, and Ed25519 (RFC 8032) in a few lines; slow, and free of secrets."""
import base64, functools, hashlib, struct

# Ed25519 (RFC 8032), points as extended coordinates.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def add(a, b):
    (x, y, z, t), (u, v, w, s) = a, b
    e, f, g, h = (y - x) * (v - u) % P, 2 * D * t * s % P, 2 * z * w % P, (y + x) * (v + u) % P
    return (h - e) * (g - f) % P, (h + e) * (g + f) % P, (g - f) * (g + f) % P, (h - e) * (h + e) % P

def times(n, point):
    total = (0, 1, 1, 0)
    while n:
        total, point, n = add(total, point) if n & 1 else total, add(point, point), n >> 1
    return total

@functools.cache
def point(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P

def encode(a):
    inverse = pow(a[2], P - 2, P)
    return ((a[1] * inverse % P) | (a[0] * inverse % P & 1) << 255).to_bytes(32, "little")

BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

@functools.cache
def is_signed(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return s < L and encode(add(times(s, BASE), times(L - h, point(key)))) == signature[:32]

def strings(data, count):
    """The strings of SSH's wire format that fill the data."""
    found = []
    while data:
        (size,) = struct.unpack(">I", data[:4])
        found, data = found + [data[4:4 + size]], data[4 + size:]
        if len(found[-1]) != size:
            raise ValueError
    if len(found) != count:
        raise ValueError
    return found

def signature_of(armour):
    """Key and signature of an armoured SSHSIG; raises unless it is of the one form there is."""
    lines = armour.decode("ascii").removesuffix("\n").split("\n")
    encoded = "".join(lines[1:-1])
    blob = base64.b64decode(encoded, validate=True)
    wrapped = [encoded[i:i + 70] for i in range(0, len(encoded), 70)]
    framed = ["-----BEGIN SSH SIGNATURE-----", *wrapped, "-----END SSH SIGNATURE-----"]
    key, namespace, reserved, hash_name, inner = strings(blob[10:], 5)
    (kind, key), (algorithm, signature) = strings(key, 2), strings(inner, 2)
    if lines != framed or base64.b64encode(blob).decode() != encoded or blob[:10] != b"SSHSIG\0\0\0\1" \
            or (namespace, reserved, hash_name) != (b"git", b"", b"sha512") or len(armour) > 1024 \
            or kind != b"ssh-ed25519" or algorithm != kind or len(key) != 32 or len(signature) != 64 \
            or point(key) is None or encode(times(8, point(key))) == encode((0, 1, 1, 0)):
        raise ValueError
    return key, signature
