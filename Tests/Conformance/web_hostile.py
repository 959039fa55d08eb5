"""Asks hfile-web for what it should refuse, and looks whether it goes on. Called by web-hostile.sh.

  web_hostile.py BINARIES WORK SERVER_PID
"""
import base64, hashlib, hmac, html, http.client, json, os, pathlib, re, resource, socket, ssl, struct, subprocess, sys
import threading, time, urllib.parse

binaries, work, pid = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
program, shop = binaries / "hfile-web", work / "shop"
port = int(re.search(r"http://[^:/]+:(\d+)", (work / "link").read_text()).group(1))
# This computer, in other words than those known to mean it: accounts are needed there.
ELSEWHERE = "0:0:0:0:0:0:0:1"
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"web-hostile: {what}")


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def asks():
    """Whether the server answers somebody who means well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/style.css")
    answer = connection.getresponse()
    return answer.status == 200 and len(answer.read()) > 1000


def closed_after(client):
    """Seconds until the server ends a connection."""
    start = time.monotonic()
    client.settimeout(60)
    try:
        while client.recv(1 << 16):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - start


def memory():
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def refusals():
    """It says why it does not start, in the language that was asked for, and ends with the code of the reason."""
    files = {name: str(work / f"{name}.pem") for name in ["certificate", "key", "other"]}
    tls = ["--tls-cert", files["certificate"], "--tls-key", files["key"]]
    for options, code, english, chinese in [
        (["--port", str(port)], 74, f"port {port} at 127.0.0.1 is taken", "已被占用"),
        (["--address", "127.0.0.1", "--tls-cert", files["key"], "--tls-key", files["key"]], 12, "private key (PEM)", "证书"),
        (["--tls-cert", files["certificate"], "--tls-key", files["other"]], 12, "private key (PEM)", "证书"),
        (["--tls-cert", "/nowhere.pem", "--tls-key", files["key"]], 12, "/nowhere.pem", "/nowhere.pem"),
        (["--tls-cert", files["certificate"]], 2, "go together", "同时给出"),
        (["--address", ELSEWHERE], 2, "TLS is needed", "需要 TLS"),
        (["--address", ELSEWHERE] + tls, 23, "nobody has an account", "尚无任何账户"),
        (["--port", "99999"], 2, "99999", "99999"),
        (["--address", "nowhere.invalid"] + tls, 23, "nobody has an account", "尚无任何账户"),
        (["-C", "/proc"], 10, "hfile init", "hfile init"),
    ]:
        for language, words in [("en", english), ("zh-Hans", chinese)]:
            said = subprocess.run([program, *options], cwd=shop, env=dict(os.environ, HFILE_LANG=language), text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
            check(said.returncode == code and words in said.stdout, f"{options}: {said.returncode} {said.stdout}")


def half_open():
    """Ten thousand who connect and say nothing, or half a line: nobody else has to wait for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))
    count = min(10_000, hard - 500)
    before, clients = memory(), []
    for number in range(count):
        client = connect()
        if number % 2:
            client.send(b"GET /records HTTP/1.1\r\nHost: 127")
        clients.append(client)
    start = time.monotonic()
    check(asks(), "somebody is kept out")
    waited = time.monotonic() - start
    peak = memory()
    check(waited < 5, f"answered after {waited:.1f} s")
    check(peak < 250, f"{peak:.0f} MB")
    for client in clients[::100]:
        closed_after(client)
    for client in clients:
        client.close()
    check(asks(), "the server is gone")
    print(f"{count:,} half-open connections: another is answered after {waited * 1000:.0f} ms, "
          f"{before:.0f} MB before and {peak:.0f} MB with them")


def dawdlers():
    """Who is silent, who sends a byte at a time and who does not read is sent away, each in his time."""
    seconds = {}

    def silent():
        seconds["silent"] = closed_after(connect())

    def dripping():
        client, start = connect(), time.monotonic()
        client.settimeout(0.05)
        for byte in b"GET /about HTTP/1.1\r\nX: " + b"y" * 400:
            try:
                client.send(bytes([byte]))
                time.sleep(0.5)
                if client.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        seconds["dripping"] = time.monotonic() - start

    def deaf():
        client, start = connect(), time.monotonic()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(60)
        try:
            while time.monotonic() - start < 60:
                client.send(b"GET /style.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        except (ConnectionError, TimeoutError):
            pass
        seconds["deaf"] = time.monotonic() - start

    threads = [threading.Thread(target=one) for one in (silent, dripping, deaf)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(8 < seconds["silent"] < 20, f"silent: {seconds}")
    check(8 < seconds["dripping"] < 20, f"dripping: {seconds}")
    check(25 < seconds["deaf"] < 50, f"deaf: {seconds}")
    check(asks(), "the server is gone")
    print("sent away after: " + ", ".join(f"{name} {value:.0f} s" for name, value in sorted(seconds.items())))


def code(secret):
    """The six digits of now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7fffffff) % 10**6:06}"


def accounts():
    """Somebody signs in over TLS, looks, and signs out; the log has no word of what was asked or sent."""
    clock = {name: value for name, value in os.environ.items() if name != "HFILE_CLOCK"}
    made = subprocess.run([binaries / "hfile", "web", "account", "add", "stf-wang", "--format", "json"], cwd=shop, env=clock,
                          input="correct horse battery\ncorrect horse battery\n", text=True, capture_output=True)
    account = json.loads(made.stdout)
    secret = re.search(r"secret=([A-Z2-7]+)", account["address"]).group(1)
    log = work / "tls.log"
    child = subprocess.Popen(
        [program, "--address", ELSEWHERE, "--name", "shop.example", "--port", "0", "--access-log", str(log),
         "--tls-cert", str(work / "certificate.pem"), "--tls-key", str(work / "key.pem")],
        cwd=shop, env=clock, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = child.stdout.readline()
        check(line.startswith("https://"), line)
        there = int(re.search(r":(\d+)/", line).group(1))
        context = ssl.create_default_context(cafile=str(work / "certificate.pem"))

        def ask(method, target, body=None, cookies=None, tls=context):
            with socket.create_connection(("::1", there), timeout=60) as raw:
                with tls.wrap_socket(raw, server_hostname="shop.example") as client:
                    fields = f"{method} {target} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n"
                    fields += f"Cookie: {cookies}\r\n" if cookies else ""
                    if body is not None:
                        fields += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
                    client.sendall((fields + "\r\n" + (body or "")).encode())
                    answer = http.client.HTTPResponse(client)
                    answer.begin()
                    text = answer.read().decode()
                    kept = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
                    return answer, text, "; ".join(kept)

        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(str(work / "certificate.pem"))
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        try:
            ask("GET", "/", tls=old)
            check(False, "TLS 1.1 is spoken")
        except ssl.SSLError:
            check(True, "")
        answer, _, _ = ask("GET", "/records/sale?where=total+%3E+4711")
        check(answer.status == 303 and answer.headers["Location"].startswith("/sign-in"), "a stranger sees records")

        def sign_in(passphrase, digits):
            _, form, cookies = ask("GET", "/sign-in")
            token = html.unescape(re.search(r'name="token" value="([^"]+)"', form).group(1))
            return ask("POST", "/sign-in", urllib.parse.urlencode(
                {"token": token, "then": "/people", "account": "stf-wang", "passphrase": passphrase, "code": digits}), cookies)

        answer, _, _ = sign_in("wrong horse", code(secret))
        check(answer.status == 401, f"a wrong passphrase: {answer.status}")
        answer, text, cookies = sign_in("correct horse battery", code(secret))
        check(answer.status == 303 and answer.headers["Location"] == "/people", f"sign-in: {answer.status} {text[:400]}")
        check("; Secure" in answer.headers["Set-Cookie"] and "HttpOnly" in answer.headers["Set-Cookie"], "the cookie")
        answer, text, _ = ask("GET", "/people", cookies=cookies)
        check(answer.status == 200 and "stf-wang" in text, "the page behind the door")
        answer, _, _ = ask("GET", "/records/sale?where=total+%3E+4711", cookies=cookies)
        check(answer.status == 200, "records")
        answer, _, _ = ask("POST", "/sign-out", "", cookies)
        check(answer.status == 200, f"sign-out: {answer.status}")
        answer, _, _ = ask("GET", "/people", cookies=cookies)
        check(answer.status == 303, "the session goes on after signing out")
    finally:
        child.terminate()
        child.wait(timeout=60)
    noted = log.read_text()
    check(oct(log.stat().st_mode & 0o777) == "0o600", "who may read the log")
    check(noted.count("\n") == 9, f"lines of the log:\n{noted}")
    check(not re.search(r"horse|token|4711|where|stf-wang|" + secret, noted), f"the log says too much:\n{noted}")
    print("sign-in over TLS: ok")


def identity():
    """With an identity the process shows what that opens; without, nothing that is sealed."""
    members = json.loads(subprocess.run([binaries / "hfile", "list", "member", "--format", "json"], cwd=shop, text=True,
                                        capture_output=True, check=True).stdout)["records"]
    member = next(one for one in members if one.get("name"))
    shown = {}
    for kind, options, home in [("with", ["--identity", "wang"], work), ("without", [], work / "nobody")]:
        child = subprocess.Popen([program, "--port", "0", *options], cwd=shop, env=dict(os.environ, HOME=str(home)),
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            link = re.search(r"http://([^:/]+):(\d+)(/\S+)", child.stdout.readline())
            connection = http.client.HTTPConnection(link.group(1), int(link.group(2)), timeout=60)
            connection.request("GET", link.group(3))
            answer = connection.getresponse()
            answer.read()
            cookie = answer.headers["Set-Cookie"].split(";")[0]
            connection.request("GET", f"/records/member/{member['id']}", headers={"Cookie": cookie})
            shown[kind] = connection.getresponse().read().decode()
        finally:
            child.terminate()
            child.wait(timeout=60)
    name = html.escape(member["name"])
    check(name in shown["with"], "the name is not opened")
    check(name not in shown["without"] and "sealed" in shown["without"], "the name is open")


refusals()
identity()
accounts()
dawdlers()
half_open()
print(f"web-hostile: {checks} checks")
