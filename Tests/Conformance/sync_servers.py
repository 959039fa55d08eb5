"""The servers and the mishaps of sync-servers.sh. Every step says what it expects; the first that fails ends the run."""

import hashlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

HFILE = os.path.abspath(sys.argv[1])
USER = pwd.getpwuid(os.getuid()).pw_name
ROOT = pathlib.Path(tempfile.mkdtemp(prefix="hfile-sync-"))
ENVIRONMENT = {
    "HOME": str(ROOT / "home"), "PATH": os.environ["PATH"], "HFILE_LANG": "en", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
    "USER": USER, "TZ": "UTC",
}
processes = []
steps = 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*words, folder=None, code=0, text=None, answer=None, env=None):
    """Runs a program; its exit code and a part of its output must be what is expected."""
    ran = subprocess.run(
        [str(word) for word in words], cwd=folder or ROOT, env=ENVIRONMENT | (env or {}), input=text or "",
        capture_output=True, text=True, timeout=120)
    said = ran.stdout + ran.stderr
    if ran.returncode != code or (answer and answer not in said):
        fail(f"{' '.join(map(str, words))}\n  exit code {ran.returncode}, expected {code}; expected: {answer}\n{said}")
    return said


def hfile(folder, *words, **expected):
    return run(HFILE, *words, folder=folder, **expected)


def git(folder, *words, **expected):
    return run("git", *words, folder=folder, **expected)


def fail(why):
    print("sync-servers: FAILED:", why, file=sys.stderr)
    stop()
    sys.exit(1)


def ok(what):
    global steps
    steps += 1
    print(f"  ok  {what}")


def start(*words, env=None):
    process = subprocess.Popen(
        [str(word) for word in words], env=ENVIRONMENT | (env or {}), stdout=subprocess.DEVNULL,
        stderr=open(ROOT / "servers.log", "a"), start_new_session=True)
    processes.append(process)
    return process


def wait_for(port):
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            threading.Event().wait(0.025)
    fail(f"nothing listens at {port}:\n{(ROOT / 'servers.log').read_text()[-2000:]}")


def stop():
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    for process in processes:
        process.wait(timeout=10)
    subprocess.run(["umount", ROOT / "small"], stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(ROOT, ignore_errors=True)


# MARK: stores


def state(folder):
    """What must be the same after a failure: references, working files, keyring."""
    keyring = pathlib.Path(folder) / ".git/hfile/keyring"
    return (
        git(folder, "for-each-ref"), git(folder, "status", "--short"),
        git(keyring, "for-each-ref") if keyring.exists() else "", hfile(folder, "verify"))


def whole(*folders):
    for folder in folders:
        said = git(folder, "fsck", "--full", "--no-dangling", "--no-progress")
        wrong = [line for line in said.splitlines() if not line.startswith("notice:")]
        if wrong:
            fail(f"git fsck in {folder}: {wrong}")


def product(folder, number):
    hfile(folder, "new", "product", f"id=p{number}", f"name=P{number}", "price=1.00")
    hfile(folder, "commit", "-m", f"p{number}")


def exchange(name, address, options, hub):
    """The same for every kind of hub: two computers, plain and sealed records, both ways."""
    one, two = ROOT / "shop", ROOT / f"{name}-two"
    hfile(one, "hub", "add", name, address)
    hfile(one, "sync", "--hub", name, *options)
    hfile(ROOT, "clone", address, two, *options, answer="0 findings")
    product(two, f"{name}1")
    hfile(two, "new", "member", "kind=member", f"name=王{name}", "phone=+8613800138000")
    hfile(two, "commit", "-m", "member")
    hfile(two, "sync", *options, answer="2 published")
    product(one, f"{name}2")
    hfile(one, "sync", "--hub", name, *options, answer="2 commits received, 1 published")
    hfile(one, "list", "member", answer=f"王{name}")
    hfile(two, "sync", *options, answer="1 commit received")
    heads = {git(folder, "rev-parse", "main").strip() for folder in (one, two, hub)}
    if len(heads) != 1:
        fail(f"{name}: {heads}")
    keyrings = {git(folder, "rev-parse", "refs/hfile/keyring").strip() for folder in (one / ".git/hfile/keyring", hub)}
    if len(keyrings) != 1:
        fail(f"{name}: keyrings differ")
    whole(one, two, hub)
    ok(f"{name}: two computers exchange commits and keys")
    return two


# MARK: servers


def ssh_server():
    folder = ROOT / "sshd"
    folder.mkdir()
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    for name in ("host_ed25519", "host_ecdsa", "other", "user", "locked"):
        kind = "ecdsa" if name == "host_ecdsa" else "ed25519"
        run("ssh-keygen", "-q", "-t", kind, "-N", "secret99" if name == "locked" else "", "-f", folder / name)
    (folder / "authorized").write_text((folder / "user.pub").read_text() + (folder / "locked.pub").read_text())
    port = free_port()

    def serve(*keys):
        lines = [f"Port {port}", "ListenAddress 127.0.0.1"] + [f"HostKey {folder / key}" for key in keys]
        lines += [
            f"AuthorizedKeysFile {folder / 'authorized'}", "StrictModes no", "UsePAM no", "PasswordAuthentication no",
            "KbdInteractiveAuthentication no", f"PidFile {folder / 'pid'}", "PermitRootLogin yes", "MaxAuthTries 20"]
        (folder / "config").write_text("\n".join(lines) + "\n")
        process = start("/usr/sbin/sshd", "-D", "-f", folder / "config")
        wait_for(port)
        return process

    return folder, port, serve


def certificate(folder, name, authority=None):
    """A certificate for 127.0.0.1, by an authority, or an authority."""
    key, file = folder / f"{name}.key", folder / f"{name}.pem"
    run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", folder / f"{name}.csr", "-subj", f"/CN={name}")
    (folder / f"{name}.ext").write_text(
        "subjectAltName=DNS:localhost\n" if authority else "basicConstraints=critical,CA:TRUE\n")
    by = ["-CA", folder / f"{authority}.pem", "-CAkey", folder / f"{authority}.key", "-CAcreateserial"] if authority else ["-signkey", key]
    run("openssl", "x509", "-req", "-in", folder / f"{name}.csr", *by, "-days", "2", "-extfile", folder / f"{name}.ext", "-out", file)
    return file


def web_server():
    """nginx with TLS before git http-backend, which fcgiwrap runs; /away/ redirects, /closed/ asks for a password."""
    folder = ROOT / "web"
    folder.mkdir()
    for name, authority in (("authority", None), ("stranger", None), ("server", "authority")):
        certificate(folder, name, authority)
    password = run("openssl", "passwd", "-apr1", "token-4711").strip()
    (folder / "passwords").write_text(f"lin:{password}\n")
    port, plain = free_port(), free_port()
    backend = f"""
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
      fastcgi_param GIT_HTTP_EXPORT_ALL "";
      fastcgi_param GIT_PROJECT_ROOT {ROOT}/served;
      fastcgi_param REMOTE_USER lin;
      fastcgi_param PATH_INFO $1;
      fastcgi_pass unix:{folder}/cgi;
    """
    (folder / "nginx.conf").write_text(f"""
      daemon off; user {USER}; pid {folder}/pid; error_log {folder}/error.log; events {{}}
      http {{
        access_log {folder}/access.log; client_max_body_size 0; client_body_temp_path {folder}/body;
        proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
        server {{
          listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
          location ~ ^/open(/.*)$ {{ {backend} }}
          location ~ ^/closed(/.*)$ {{ auth_basic x; auth_basic_user_file {folder}/passwords; {backend} }}
          location ~ ^/away(/.*)$ {{ return 302 https://127.0.0.1:{port}/open$1$is_args$args; }}
          location ~ ^/elsewhere(/.*)$ {{ return 302 http://localhost:{plain}/open$1$is_args$args; }}
        }}
        server {{ listen 127.0.0.1:{plain}; location ~ ^/open(/.*)$ {{ {backend} }} }}
      }}
    """)
    start("/usr/sbin/fcgiwrap", "-s", f"unix:{folder}/cgi", env={"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"})
    start("/usr/sbin/nginx", "-c", folder / "nginx.conf")
    wait_for(port)
    return folder, port


def bare(name):
    path = ROOT / "served" / f"{name}.git"
    git(ROOT, "init", "-q", "--bare", "-b", "main", path)
    git(path, "config", "http.receivepack", "true")
    return path


class Relay:
    """Accepts every connection, and passes bytes on to a server and back, each way as those below do."""

    def __init__(self, target):
        self.target = target
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.socket.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.pass_on, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, True), daemon=True).start()


class Cutter(Relay):
    """Cuts the connection when so many bytes have come back."""

    left = 0

    def pass_on(self, source, target, counts):
        try:
            while data := source.recv(4096):
                if counts:
                    data = data[: self.left]
                    self.left -= len(data)
                target.sendall(data)
                if counts and self.left <= 0:
                    break
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


# MARK: what goes wrong


def unchanged(folder, before, what):
    if state(folder) != before:
        fail(f"{what}: the store has changed")
    if (pathlib.Path(folder) / ".git/hfile/incoming").exists():
        fail(f"{what}: quarantine was left behind")
    whole(folder)
    ok(what)


def wrong_host_keys(sshd, port, serve, server, hub, two):
    address, key = f"ssh://{USER}@127.0.0.1:{port}{hub}", ["--key", sshd / "user"]
    before = state(two)
    os.killpg(server.pid, signal.SIGTERM)
    server.wait()
    server = serve("other")
    hfile(two, "sync", *key, code=23, answer="ALARM")
    known = run("ssh-keygen", "-lf", sshd / "other.pub").split()[1]
    hfile(two, "sync", *key, "--accept-host-key", known, code=23, answer=known)
    unchanged(two, before, "ssh: a host key that changed is an alarm, also when it is to be accepted")
    hfile(ROOT, "clone", address, ROOT / "none", *key, "--accept-host-key", "SHA256:wrong", code=23, answer="is not known here")
    if (ROOT / "none").exists():
        fail("a clone that was refused left a folder")
    ok("ssh: an unknown host key is refused, and leaves nothing")
    os.killpg(server.pid, signal.SIGTERM)
    server.wait()
    server = serve("host_ed25519", "host_ecdsa")
    hfile(two, "sync", "--key", sshd / "other", code=23, answer="does not let us in")
    hfile(two, "sync", "--key", sshd / "locked", text="wrong\n", code=23, answer="does not let us in")
    hfile(two, "sync", "--key", sshd / "locked", text="secret99\n", answer="up to date")
    unchanged(two, before, "ssh: wrong keys and passphrases are refused, the right ones are not")
    return server


def cut_connections(two, direct, target, name, options):
    """A hub that breaks off after any number of bytes: at first in the greeting, later in the pack."""
    product(ROOT / "shop", f"{name}cut")
    hfile(ROOT / "shop", "sync", "--hub", name, *options)
    cutter = Cutter(target)
    before = state(two)
    hfile(two, "hub", "add", f"{name}-cut", direct(cutter.port))
    cuts, count = 0, 0
    while True:
        cutter.left = count
        ran = subprocess.run([HFILE, "sync", "--hub", f"{name}-cut", *map(str, options)], cwd=two, env=ENVIRONMENT, capture_output=True, text=True)
        if ran.returncode == 0:
            break
        # A server that breaks off while one signs in cannot be told from one that turns one away.
        told = (22, "cannot be reached"), (23, "does not let us in")
        if not any(ran.returncode == code and words in ran.stderr for code, words in told) or git(two, "for-each-ref") != before[0]:
            fail(f"{name}: cut after {count} bytes: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
        cuts, count = cuts + 1, count + 1 if count < 2 else count + 397
    if cuts < 8 or "1 commit received" not in ran.stdout:
        fail(f"{name}: {cuts} cuts, then {ran.stdout}")
    hfile(two, "hub", "remove", f"{name}-cut")
    whole(two)
    ok(f"{name}: a connection that is cut anywhere ({cuts} places) changes nothing; the next one goes through")


def refusing_hub(two, options, hub, name):
    product(two, f"{name}r")
    before = state(two)
    hook = hub / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexec >/dev/null\nexit 1\n")
    hook.chmod(0o755)
    hfile(two, "sync", *options, code=23, answer="pre-receive hook declined")
    unchanged(two, before, f"{name}: a hub that refuses says why in its own words")
    hook.unlink()
    hfile(two, "sync", *options, answer="1 published")


def full_disk():
    """A clone on a small disk that fills while it receives."""
    small = ROOT / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", small], capture_output=True, check=False).returncode:
        print("  --  no right to mount: the full disk is not tried")
        return
    hub, two = ROOT / "served/folder.git", small / "two"
    hfile(ROOT, "clone", hub, two, "--device", "f1")
    whole(two)
    before = state(two)
    one = ROOT / "shop"
    (ROOT / "many.csv").write_text("id,name,price\n" + "".join(f"prd-many{n:05},{os.urandom(40).hex()},1.00\n" for n in range(1500)))
    hfile(one, "import", "product", ROOT / "many.csv")
    hfile(one, "sync", "--hub", "folder")
    filler = small / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(bytes(65536))
                file.flush()
        except OSError:
            pass
    for spare in (0, 100, 300, 500, 1500, 4000):
        os.truncate(filler, max(0, filler.stat().st_size - spare * 1024))
        hfile(two, "sync", code=74)
        if git(two, "rev-parse", "main") not in (before[0].split()[0] + "\n", git(one, "rev-parse", "main")):
            fail("the full disk left another main")
    filler.unlink()
    hfile(two, "doctor")
    hfile(two, "sync")
    if git(two, "rev-parse", "main") != git(one, "rev-parse", "main") or git(two, "status", "--short"):
        fail("after the full disk the clone is not what it should be")
    whole(two)
    ok("a full disk ends in an error, and the next exchange goes through")


class Liar:
    """An https server that speaks git's protocol, and lies."""

    def __init__(self, folder, head, answer):
        self.head, self.answer = head, answer
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        self.socket = context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                continue
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    @staticmethod
    def line(data):
        return b"%04x" % (len(data) + 4) + data

    def talk(self, client):
        stream = client.makefile("rwb")
        try:
            while request := stream.readline():
                length, chunked = 0, False
                while (header := stream.readline().strip().lower()):
                    if header.startswith(b"content-length:"):
                        length = int(header.split(b":")[1])
                    chunked = chunked or header == b"transfer-encoding: chunked"
                stream.read(length)
                while chunked and (size := int(stream.readline(), 16)):
                    stream.read(size + 2)
                if request.startswith(b"GET"):
                    kind = b"advertisement"
                    body = self.line(b"# service=git-upload-pack\n") + b"0000"
                    body += self.line(self.head + b" refs/heads/main\0ofs-delta side-band-64k agent=liar\n") + b"0000"
                else:
                    kind, body = b"result", self.line(b"NAK\n") + self.answer
                stream.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-" + kind
                    + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                stream.flush()
        except (OSError, ValueError):
            pass


def lying_server(web, two):
    """Packs that are not what was promised."""
    before = state(two)
    other = ROOT / "other"
    git(ROOT, "init", "-q", "-b", "main", other)
    (other / "a").write_text("a")
    git(other, "add", "a")
    git(other, "-c", "user.name=x", "-c", "user.email=x@example", "commit", "-q", "-m", "x")
    pack = subprocess.run(
        ["git", "-C", other, "pack-objects", "--revs", "--stdout"], input=b"main\n", capture_output=True, check=True).stdout
    unsigned = git(other, "rev-parse", "main").strip().encode()

    def banded(data):
        lines = [Liar.line(b"\1" + data[at : at + 60000]) for at in range(0, len(data), 60000)]
        return b"".join(lines) + b"0000"

    damaged = bytearray(pack)
    damaged[len(damaged) // 2] ^= 0x55
    empty = b"PACK\0\0\0\2\0\0\0\0"
    lies = [
        ("another commit than it names", b"1" * 40, banded(pack), 20),
        ("a damaged pack", unsigned, banded(bytes(damaged)), 20),
        ("half a pack", unsigned, banded(pack[: len(pack) // 2]), 22),
        ("no pack at all", unsigned, banded(b""), 22),
        ("noise", unsigned, os.urandom(200), 22),
        ("an empty pack", unsigned, banded(empty + hashlib.sha1(empty).digest()), 20),
        ("a whole history of somebody else", unsigned, banded(pack), 21),
    ]
    for what, head, answer, _ in lies:
        liar = Liar(web, head, answer)
        hfile(two, "hub", "add", "liar", f"https://localhost:{liar.port}/x.git")
        ran = subprocess.run(
            [HFILE, "sync", "--hub", "liar", "--certificate-authority", web / "authority.pem"], cwd=two, env=ENVIRONMENT,
            capture_output=True, text=True, timeout=120)
        if ran.returncode not in (20, 21, 22) or "error: " not in ran.stderr or "damaged (" in ran.stderr:
            fail(f"a server that sends {what}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
        hfile(two, "hub", "remove", "liar")
        unchanged(two, before, f"https: a server that sends {what} ({ran.stderr.splitlines()[0][:100]})")


class Mute(Relay):
    """Says nothing any more after so many bytes of another one's answer, and keeps the connection."""

    def __init__(self, target, limit):
        self.limit, self.kept = limit, []
        super().__init__(target)

    def pass_on(self, source, target, counts):
        self.kept += [source, target]
        left = self.limit
        try:
            while data := source.recv(4096):
                target.sendall(data[:left] if counts else data)
                left = max(0, left - len(data))
        except OSError:
            pass


def mute_servers(two, servers):
    """Hubs that fall silent: at once, while one signs in, in the middle. All at the same time, for each takes a minute."""
    before = state(two)
    waiting = []
    for name, target, direct, options, limits in servers:
        for limit in limits:
            copy = ROOT / f"mute-{name}-{limit}"
            shutil.copytree(two, copy, symlinks=True)
            hfile(copy, "hub", "add", "mute", direct(Mute(target, limit).port))
            words = [HFILE, "sync", "--hub", "mute", *map(str, options)]
            waiting.append((copy, limit, subprocess.Popen(words, cwd=copy, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)))
    for copy, limit, process in waiting:
        _, said = process.communicate(timeout=150)
        if process.returncode != 22 or "said nothing for too long" not in said:
            fail(f"{copy.name}: exit code {process.returncode}\n{said}")
        if git(copy, "for-each-ref") != before[0] or (copy / ".git/hfile/incoming").exists():
            fail(f"{copy.name}: the store has changed")
        whole(copy)
    ok(f"hubs that fall silent ({len(waiting)} places) are given up after a minute, and named")


def main():
    (ROOT / "home/.ssh").mkdir(parents=True)
    hfile(ROOT, "identity", "new", "lin", "--no-passphrase")
    hfile(ROOT, "init", "shop", "--name", "静心足道", "--device", "a7")
    product(ROOT / "shop", 0)

    exchange("folder", str(bare("folder")), [], ROOT / "served/folder.git")

    sshd, port, serve = ssh_server()
    server = serve("host_ed25519", "host_ecdsa")
    hub = bare("ssh")
    address = f"ssh://{USER}@127.0.0.1:{port}{hub}"
    refused = hfile(ROOT, "clone", address, "none", "--key", sshd / "user", code=23, answer="--accept-host-key SHA256:")
    known = refused.split("--accept-host-key ")[1].split()[0]
    two = exchange("ssh", address, ["--key", sshd / "user", "--accept-host-key", known], hub)
    hfile(two, "sync", "--key", sshd / "user", answer="up to date")
    ok("ssh: a host key that was accepted is remembered")
    run("ssh-keyscan", "-H", "-p", port, "127.0.0.1")
    (ROOT / "home/.ssh/known_hosts").write_text(run("ssh-keyscan", "-H", "-p", port, "-t", "ed25519", "127.0.0.1"))
    hfile(ROOT, "clone", address, "third", "--key", sshd / "user", answer="0 findings")
    ok("ssh: a hashed line of known_hosts is found, and its kind of key is asked for")
    (ROOT / "home/.ssh/known_hosts").unlink()
    server = wrong_host_keys(sshd, port, serve, server, hub, two)
    key = ["--key", sshd / "user"]
    refusing_hub(two, key, hub, "ssh")
    cutting, ssh_port = lambda port, hub=hub: f"ssh://{USER}@127.0.0.1:{port}{hub}", port
    cut_connections(two, cutting, port, "ssh", key + ["--accept-host-key", known])

    web, port = web_server()
    hub = bare("web")
    authority = ["--certificate-authority", web / "authority.pem"]
    two = exchange("web", f"https://localhost:{port}/open/web.git", authority, hub)
    hfile(two, "sync", answer="up to date")
    ok("https: the authority of a hub is remembered")
    before = state(two)
    hfile(ROOT, "clone", f"https://localhost:{port}/open/web.git", "none", code=23, answer="vouches for")
    hfile(
        ROOT, "clone", f"https://localhost:{port}/open/web.git", "none", "--certificate-authority", web / "stranger.pem", code=23,
        answer="vouches for")
    hfile(ROOT, "clone", f"https://127.0.0.1:{port}/open/web.git", "none", *authority, code=23, answer="vouches for")
    unchanged(two, before, "https: unknown and strange authorities and another name are refused")
    for name in ("away", "elsewhere"):
        hfile(two, "hub", "add", name, f"https://localhost:{port}/{name}/web.git")
        hfile(two, "sync", "--hub", name, *authority, code=22, answer="cannot be reached")
    unchanged(two, before, "https: redirects to another host, or to what is not encrypted, are not followed")
    hfile(two, "hub", "add", "closed", f"https://localhost:{port}/closed/web.git")
    token = ROOT / "token"
    token.write_text("lin:token-4711\n")
    token.chmod(0o644)
    hfile(two, "sync", "--hub", "closed", *authority, "--token-file", token, code=2, answer="others can read")
    token.chmod(0o600)
    hfile(two, "sync", "--hub", "closed", *authority, "--token-file", token, answer="up to date")
    hfile(two, "sync", "--hub", "closed", "--user", "lin", text="token-4711\n", answer="up to date")
    hfile(two, "sync", "--hub", "closed", "--user", "lin", text="wrong\n", code=23, answer="does not let us in")
    ok("https: tokens from a file and by hand; wrong ones are refused")
    refusing_hub(two, [], hub, "web")
    cut_connections(two, lambda port: f"https://localhost:{port}/open/web.git", port, "web", authority)
    lying_server(web, two)
    product(ROOT / "shop", "mute")
    for name, options in (("ssh", key), ("web", authority)):
        hfile(ROOT / "shop", "sync", "--hub", name, *options)
    mute_servers(two, [
        ("ssh", ssh_port, cutting, key + ["--accept-host-key", known], (0, 21, 1500, 3000)),
        ("web", port, lambda port: f"https://localhost:{port}/open/web.git", authority, (0, 1500, 4000)),
    ])

    daemon = free_port()
    start("git", "daemon", "--export-all", f"--base-path={ROOT}/served", "--listen=127.0.0.1", f"--port={daemon}", ROOT / "served")
    wait_for(daemon)
    hfile(two, "hub", "add", "plain", f"git://127.0.0.1:{daemon}/web.git", code=20, answer="not encrypted")
    hfile(ROOT, "clone", f"git://127.0.0.1:{daemon}/web.git", "none", code=20, answer="not encrypted")
    ok("git daemon: what is not encrypted is refused")
    full_disk()
    whole(*(ROOT / "served").iterdir())
    print(f"sync-servers: {steps} steps")


try:
    main()
finally:
    stop()
