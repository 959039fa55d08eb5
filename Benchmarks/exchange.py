"""Two tills of a store, an sshd on loopback and a hub: the day of both, exchanged by hfile and by stock git."""
import getpass, os, pathlib, shutil, signal, socket, subprocess, sys, time


class Server:
    """An sshd for one user, on a free port, until it is left."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n"
            "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n"
            f"PidFile {folder}/pid\nMaxStartups 100\n")
        kind, key = (folder / "host.pub").read_text().split()[:2]
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {kind} {key}\n")
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)

    def __enter__(self):
        log = open(self.folder / "log", "w")
        self.process = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", self.folder / "config"], stderr=log)
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.025)
        sys.exit("bench: sshd does not start")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def address(self, folder):
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{folder}"

    @property
    def git(self):
        """How stock git gets there."""
        return f"ssh -i {self.folder}/user -o UserKnownHostsFile={self.folder}/known_hosts -o IdentitiesOnly=yes"


class Day:
    """The state in the evening: a hub with the morning's history, and two tills with their sales after it."""

    def __init__(self, work, hfile, store, sales, run):
        self.work, self.hfile = work, hfile
        self.folder = work / "evening"
        self.folder.mkdir()
        subprocess.run(["cp", "-a", store, self.folder / "a"], check=True)
        run([hfile, "hub", "add", "origin", str(self.folder / "hub")], self.folder / "a")
        run([hfile, "push"], self.folder / "a")
        run([hfile, "clone", str(self.folder / "hub"), "b", "--device", "b1"], self.folder)
        for till in "ab":
            for number in range(sales):
                run([hfile, "new", "sale", "--commit", "-m", "sale", "lines[0].product=prd-good-1", "lines[0].quantity=1",
                     "lines[0].unitPrice=10.00", "lines[0].amount=10.00", "tenders[0].method=cash",
                     "tenders[0].amount=10.00", "total=10.00", f"receiptNumber={number + 1}"], self.folder / till)

    def copy(self, name, server):
        """The evening once more, with a hub that is reached over ssh."""
        target = self.work / name
        subprocess.run(["cp", "-a", self.folder, target], check=True)
        for till in "ab":
            address = server.address(target / "hub")
            subprocess.run(["git", "config", "remote.origin.url", address], cwd=target / till, check=True)
            shutil.rmtree(target / till / ".git/hooks", ignore_errors=True)
            (target / till / ".git/hfile").mkdir(exist_ok=True)
            shutil.copy(server.folder / "known_hosts", target / till / ".git/hfile/known_hosts")
        return target

    def tree(self, folder):
        """What both tills must have in the end."""
        trees = {subprocess.check_output(["git", "rev-parse", "main^{tree}"], cwd=folder / name) for name in ("a", "b", "hub")}
        if len(trees) != 1:
            sys.exit(f"bench: the tills of {folder} differ")
        return trees.pop()
