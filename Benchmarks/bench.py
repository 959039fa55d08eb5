#!/usr/bin/env python3
"""Measures hfile against what a user would pick instead, side by side in one run, and writes RESULTS.md.

  Benchmarks/bench.py BINARIES [--size small|full] [--only ROW]...

BINARIES is the folder of the release binaries; tools are found as Benchmarks/bench.sh installs them. Every row runs
its commands alternately, each in a process of its own, at least five times after one that is not counted. Answers are
compared before times are. Fresh folders are used for each writing run and removed only at the end.
"""
import argparse, http.cookiejar, json, os, pathlib, random, re, shutil, socket, statistics, subprocess, sys, tempfile, time
import urllib.request

from exchange import Day, Server
from till import ENTER, F2, Till

HERE = pathlib.Path(__file__).resolve().parent
MONTHS = ("select substr(day::varchar, 1, 7) as month, sum(cast(total as decimal(18, 2))) as total from read_json_auto"
          "('{files}', format='newline_delimited') group by month order by month;")


class Run:
    """Wall and processor seconds and the peak memory (MB) of one process."""

    def __init__(self, command, folder, keep=False):
        output = open(os.devnull, "wb") if not keep else tempfile.TemporaryFile()
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, env=ENVIRONMENT)
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"bench: {' '.join(map(str, command))} ended with {child.returncode}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        self.output = b""
        if keep:
            output.seek(0)
            self.output = output.read()


class Series:
    def __init__(self, runs):
        self.wall = statistics.median(run.wall for run in runs)
        self.cpu = statistics.median(run.cpu for run in runs)
        self.memory = max(run.memory for run in runs)


def shell(line):
    return ["bash", "-c", line]


def alternate(commands, rounds):
    """Runs commands in turn, `rounds` times after one round for warming up; returns a Series for each."""
    runs = [[] for _ in commands]
    for number in range(rounds + 1):
        for place, command in enumerate(commands):
            words, folder = command(number) if callable(command) else command
            run = Run(words, folder)
            if number:
                runs[place].append(run)
    return [Series(series) for series in runs]


class Bench:
    def __init__(self, arguments):
        self.small = arguments.size == "small"
        self.only = set(arguments.only or [])
        binaries = pathlib.Path(arguments.binaries)
        self.hfile, self.filler = str(binaries / "hfile"), str(binaries / "ExampleStore")
        self.tools = HERE.parent / ".build-bench"
        self.duckdb = str(next(self.tools.glob("python/**/duckdb_cli/duckdb")))
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="hfile-bench-"))
        ENVIRONMENT["HOME"] = str(self.work)
        Run([self.hfile, "identity", "new", "bench", "--no-passphrase"], self.work)
        self.rounds = 5
        self.rows = []
        self.sales, self.members = (100_000, 2_000) if self.small else (1_000_000, 20_000)

    def wants(self, row):
        return not self.only or row in self.only

    def note(self, work, peer, ours, theirs, target, remark=""):
        """Adds a row of two series."""
        ratio, cpu = ours.wall / theirs.wall, ours.cpu / max(theirs.cpu, 1e-9)
        self.rows.append((work, peer, f"{ratio:.2f}", f"{cpu:.2f}", target, f"{ours.memory:.0f} MB", remark))
        print(f"{work:66} {peer:34} ratio {ratio:6.2f} (at most {target}), processor {cpu:6.2f}, "
              f"{ours.wall * 1000:9.1f} ms to {theirs.wall * 1000:9.1f} ms, {ours.memory:.0f} MB {remark}", flush=True)

    def figure(self, work, value, target, remark=""):
        self.rows.append((work, "-", value, "", target, "", remark))
        print(f"{work:66} {value} (at most {target}) {remark}", flush=True)

    # stores

    def store(self, name, sales, members, table=None):
        folder = self.work / name
        Run([self.hfile, "init", str(folder), "--name", name, "--device", "a1"], self.work)
        fill = [self.filler, "fill", str(folder), str(sales), str(members)]
        Run(fill + ([str(table)] if table else []), self.work)
        return folder

    def prepare(self):
        self.table = self.work / "sales.csv"
        print(f"# {self.sales} sales, {self.members} members, {os.cpu_count()} processors", flush=True)
        plain = self.store("plain", self.sales, self.members, self.table)
        people = self.store("people", 0, self.members)
        Run([self.hfile, "commit", "-m", "people and goods"], people)
        Run([self.hfile, "import", "sale", str(self.table)], people)
        self.ours, self.plain = people, plain
        same = subprocess.run(["diff", "-r", str(plain / "sales"), str(people / "sales")])
        if same.returncode:
            sys.exit("bench: what was imported is not what was generated")
        self.bare = self.work / "bare.git"
        Run(["git", "clone", "-q", "--bare", str(people), str(self.bare)], self.work)
        for pack in (people / ".git/objects/pack").iterdir():
            if not (self.bare / "objects/pack" / pack.name).exists():
                shutil.copy(pack, self.bare / "objects/pack")
        self.packed = self.work / "gc.git"
        Run(["git", "clone", "-q", "--bare", "--no-local", str(people), str(self.packed)], self.work)
        Run(["git", "gc", "-q", "--prune=now"], self.packed)

    # rows

    def months(self):
        query = [self.hfile, "query", "sale", "--sum", "total", "--by", "month", "--format", "csv"]
        files = self.work / "months.sql"
        files.write_text(MONTHS.format(files=f"{self.ours}/sales/*/*/*.jsonl"))
        peer = shell(f"{self.duckdb} -csv < {files}")
        ours = Run(query + ["--working"], self.ours, keep=True).output.decode().splitlines()[1:]
        theirs = Run(peer, self.ours, keep=True).output.decode().splitlines()[1:]
        if ours != theirs:
            sys.exit(f"bench: different answers: {ours[:2]} {theirs[:2]}")
        jq = shell("cat sales/*/*/*.jsonl | jq -r '[.day[0:7], .total] | join(\" \")' | "
                   "awk '{sum[$1] += $2} END {for (month in sum) print month, sum[month]}'")
        files, duckdb, head, bare, packed = alternate(
            [(query + ["--working"], self.ours), (peer, self.ours), (query, self.ours), (query, self.bare),
             (query, self.packed)], self.rounds)
        self.note("sales by month, working files", "DuckDB, the same files", files, duckdb, 0.35)
        self.note("sales by month, bare, pack of hfile", "DuckDB, plain files", bare, duckdb, 1.0)
        self.note("sales by month, bare, after git gc", "DuckDB, plain files", packed, duckdb, 1.3)
        slow = Series([Run(jq, self.ours)])
        self.note("sales by month, working files", "jq and awk, the same files", files, slow, 0.03)
        self.note("sales by month, HEAD", "jq and awk, plain files", head, slow, 0.1)
        self.figure("peak memory, sales by month, working files", f"{files.memory:.0f} MB", "100 MB")
        self.figure("peak memory, sales by month, bare", f"{bare.memory:.0f} MB", "150 MB")

    def day(self):
        day = sorted((self.ours / "sales").rglob("*.a7.jsonl"))[-2]
        date = day.name[:10]
        text = self.work / "day.sql"
        text.write_text(f"select staff, sum(cast(total as decimal(18, 2))), count(*) from read_json_auto('{day}', "
                        "format='newline_delimited') group by staff order by staff;")
        query = [self.hfile, "query", "sale", "--sum", "total", "--count", "-g", "staff", "--from", date, "--to", date]
        files, head, duckdb = alternate(
            [(query + ["--working"], self.ours), (query, self.ours),
             (shell(f"{self.duckdb} -csv < {text}"), self.ours)], 2 * self.rounds + 1)
        self.note("one day's sales by staff, working files", "DuckDB, that day's file", files, duckdb, 0.6)
        self.note("one day's sales by staff, HEAD", "DuckDB, that day's file", head, duckdb, 1.0)

    def growth(self):
        sizes = [10_000, 30_000, self.sales] if self.small else [100_000, 300_000, self.sales]
        stores = [self.store(f"growth{size}", size, self.members) for size in sizes[:-1]] + [self.plain]
        query = [self.hfile, "query", "sale", "--sum", "total", "--by", "month", "--working"]
        found = alternate([(query, store) for store in stores], self.rounds)
        self.figure(f"sales by month, {sizes[0]:,} to {sizes[-1]:,} sales", f"{found[-1].wall / found[0].wall:.1f} x",
                    "11 x", f"{sizes[1]:,}: {found[1].wall / found[0].wall:.1f} x")
        day = ["query", "sale", "--sum", "total", "-g", "staff", "--from", "2024-06-03", "--to", "2024-06-03"]
        found = alternate([([self.hfile] + day + ["--working"], store) for store in stores], 2 * self.rounds + 1)
        self.figure(f"one day, {sizes[0]:,} to {sizes[-1]:,} sales", f"{found[-1].wall / found[0].wall:.2f} x", "1.1 x")

    def unknown_type(self):
        """The same sales under a type the house has never seen: another name, other names of members."""
        folder = self.store("unknown", 0, 0)
        schema = json.loads((folder / "schema/records/sale.schema.json").read_text())
        word = schema["x-hfile"]
        word.update(collection="parcels", prefix="par", time="/moment", references={}, summary=["/sum"],
                    columns=["/moment", "/sum"], counterexamples=[])
        for member in ["sealed", "index", "merge", "unique"]:
            word.pop(member)
        names = {"time": "moment", "total": "sum", "lines": "goods", "tenders": "ways", "receiptNumber": "counter"}
        text = json.dumps(schema["properties"]).replace('"^sal-"', '"^par-"')
        schema["properties"] = {names.get(key, key): value for key, value in json.loads(text).items()}
        schema["required"] = [names.get(key, key) for key in schema["required"]]
        schema["$id"], schema["title"] = schema["$id"].replace("sale", "parcel"), "Parcel"
        schema["examples"] = []
        (folder / "schema/records/parcel.schema.json").write_text(json.dumps(schema))
        for source in sorted((self.plain / "sales").rglob("*.jsonl")):
            target = folder / "parcels" / source.relative_to(self.plain / "sales")
            target.parent.mkdir(parents=True, exist_ok=True)
            lines = source.read_text().replace('"sal-', '"par-')
            for old, new in names.items():
                lines = lines.replace(f'"{old}":', f'"{new}":')
            target.write_text(lines)
        query = [self.hfile, "query", "parcel", "--sum", "sum", "--by", "month", "--working"]
        known = [self.hfile, "query", "sale", "--sum", "total", "--by", "month", "--working"]
        ours, sale = alternate([(query, folder), (known, self.plain)], self.rounds)
        self.note("sales by month as a type of the store's own", "hfile, the built-in type", ours, sale, 1.2)

    def imports(self):
        """Parsed, validated, written durably and committed, beside the same final files into plain git."""
        stream = self.work / "fast-import"
        if not stream.exists():
            with open(stream, "wb") as out:
                out.write(b"commit refs/heads/main\ncommitter a <a@b> 1700000000 +0000\ndata 1\n.\n")
                for path in sorted((self.plain / "sales").rglob("*.jsonl")):
                    content = path.read_bytes()
                    out.write(b"M 100644 inline %s\ndata %d\n" % (str(path.relative_to(self.plain)).encode(), len(content)))
                    out.write(content + b"\n")
        people = self.store("import", 0, self.members)
        Run([self.hfile, "commit", "-m", "people and goods"], people)

        def ours(number):
            target = self.work / f"import-ours-{number}"
            shutil.copytree(people, target, symlinks=True)
            os.sync()
            return [self.hfile, "import", "sale", str(self.table)], target

        def theirs(number):
            target = self.work / f"import-git-{number}"
            Run(["git", "init", "-q", "-b", "main", str(target)], self.work)
            os.sync()
            return shell(f"git fast-import --quiet < {stream} && git reset -q --hard main"), target

        found, git = alternate([ours, theirs], self.rounds)
        self.note(f"import of {self.sales:,} sales from CSV", "git fast-import, git reset --hard", found, git, 0.35)
        self.figure("peak memory of the import", f"{found.memory:.0f} MB", "100 MB")

    def validate(self):
        checked = self.store("check", self.sales, 0)
        ours, peer = alternate(
            [([self.hfile, "check", "schema"], checked),
             ([str(self.tools / "python/bin/python"), str(HERE / "validate.py"),
               str(checked / "schema/records/sale.schema.json"), str(checked / "sales")], checked)],
            3 if self.small else self.rounds)
        self.note(f"{self.sales:,} sales held against their schema", "orjson, jsonschema-rs", ours, peer, 0.15)

    def show(self):
        member = next((self.ours / "members").rglob("*.json"))
        path = f"HEAD:{member.relative_to(self.ours)}"
        found = alternate(
            [([self.hfile, "show", member.stem], self.ours), ([self.hfile, "show", member.stem, "--at", "HEAD"], self.ours),
             (["git", "cat-file", "-p", path], self.ours)], 31)
        self.note("one member by id, working file", "git cat-file -p", found[0], found[2], 3.0)
        self.note("one member by id, --at HEAD", "git cat-file -p", found[1], found[2], 6.0)

    def one_sale(self):
        """Recording one sale with many commits and members behind it, in an empty store, and with stock git."""
        commits = 2_000 if self.small else 100_000
        empty = self.store("empty", 0, 10)
        Run([self.hfile, "commit", "-m", "people and goods"], empty)
        full = self.work / "full"
        shutil.copytree(self.ours, full, symlinks=True)
        stream = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=full, stdin=subprocess.PIPE)
        tip = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=full).strip()
        for number in range(commits):
            parent = b"from " + tip + b"\n" if number == 0 else b""
            stream.stdin.write(b"commit refs/heads/main\ncommitter a <a@b> %d +0000\ndata 1\n.\n" % (1_795_150_000 + number))
            line = b'{"id":"ftf-20260101-a9-%08d","time":"2026-01-01T09:00:00+08:00"}\n' % number
            stream.stdin.write(parent + b"M 100644 inline README.md\ndata %d\n%s\n" % (len(line), line))
        stream.stdin.close()
        stream.wait()
        Run(["git", "reset", "-q", "--hard", "main"], full)
        git = self.work / "full-git"
        Run(["git", "clone", "-q", str(full), str(git)], self.work)
        Run(["git", "config", "gc.auto", "0"], git)
        counter = [0]

        def sale(store):
            def command(number):
                counter[0] += 1
                fields = ["lines[0].product=prd-good-1", "lines[0].quantity=1", "lines[0].unitPrice=10.00",
                          "lines[0].amount=10.00", "tenders[0].method=cash", "tenders[0].amount=10.00", "total=10.00",
                          f"receiptNumber={counter[0]}"]
                return [self.hfile, "new", "sale", "--commit", "-m", "sale"] + fields, store
            return command

        def stock(number):
            counter[0] += 1
            day = git / "sales/2026/11/2026-11-21.a1.jsonl"
            day.parent.mkdir(parents=True, exist_ok=True)
            line = json.dumps({"id": f"sal-20261121-a1-{counter[0]:08d}", "total": "10.00"})
            return shell(f"echo '{line}' >> {day} && git add {day} && git commit -q -m sale"), git

        ours, alone, theirs = alternate([sale(full), sale(empty), stock], 15)
        self.note(f"one sale recorded, {commits:,} commits behind it", "git add, git commit", ours, theirs, 0.5)
        self.note("one sale recorded, full store", "hfile, empty store", ours, alone, 1.5)

    def till(self):
        """A cashier's day in the large store: on the till's screen, by verbs, and beside stock git."""
        store = self.work / "till"
        Run(["cp", "-a", str(self.ours), str(store)], self.work)
        starts, keys, sales = [], [], []
        for _ in range(self.rounds):
            screen = Till(self.hfile, store, ENVIRONMENT)
            starts.append(screen.ready)
            screen.rest()
            for number in range(6):
                # A short code; a name, a member found by a part of it, more of the line.
                short, long = [*"good-1", ENTER], [*"商品2", ENTER, F2, *f"会员{77 + number}", ENTER, "*", "3", ENTER]
                keys += [screen.press(key) for key in (long if number % 2 else short) + [ENTER]]
                screen.says("Enter sells")
                sales.append(screen.press(ENTER))
                screen.says("Sold")
            if screen.leave():
                sys.exit("bench: the till did not end well")
        milliseconds = lambda seconds: f"{seconds * 1000:.0f} ms"
        what = f"{self.sales:,} sales, {self.members:,} members"
        self.figure(f"the till's screen is ready, {what}", milliseconds(statistics.median(starts)), "1,000 ms")
        self.figure(f"a key is answered, the slowest of {len(keys):,}", milliseconds(max(keys)), "50 ms",
                    f"median {statistics.median(keys) * 1000:.1f} ms")
        self.figure("Enter until the sale is committed and shown", milliseconds(statistics.median(sales)), "100 ms",
                    f"slowest {milliseconds(max(sales))}")
        git = self.work / "till-git"
        Run(["git", "clone", "-q", str(store), str(git)], self.work)
        Run(["git", "config", "gc.auto", "0"], git)
        day = git / "sales/2026/11/2026-11-21.a1.jsonl"
        day.parent.mkdir(parents=True, exist_ok=True)

        def stock(number):
            line = json.dumps({"id": f"sal-20261121-a1-{number:08d}", "total": "10.00"})
            return shell(f"echo '{line}' >> {day} && git add {day} && git commit -q -m sale"), git
        ours, theirs = alternate([([self.hfile, "sale", "good-1"], store), stock], 15)
        self.note("hfile sale: priced, numbered, signed, committed", "git add, git commit", ours, theirs, 1.0)
        member = json.loads(Run([self.hfile, "list", "member", "-n", "1", "--format", "ndjson"], store, keep=True).output)
        # It ends with 1 where something is below nought.
        shelf, points = alternate(
            [(shell(f"{self.hfile} stock 2> /dev/null || true"), store), ([self.hfile, "points", member["id"]], store)],
            self.rounds)
        self.figure("hfile stock, of all products", milliseconds(shelf.wall), "-", f"{shelf.memory:.0f} MB")
        self.figure("hfile points, of one member", milliseconds(points.wall), "-", f"{points.memory:.0f} MB")

    def sync(self):
        """The evening of two tills: 300 sales on each, exchanged over ssh; stock git rebases and pushes the same."""
        sales = 60 if self.small else 300
        day = Day(self.work, self.hfile, self.ours, sales, Run)
        with Server(self.work / "sshd") as server:
            ours = f"{self.hfile} sync --key {server.folder}/user >/dev/null"
            stock = f"export GIT_SSH_COMMAND='{server.git}'; pull='git pull -q --rebase origin main'; push='git push -q origin main'"

            def exchanging(name, line):
                def command(number):
                    return shell(line), day.copy(f"sync-{name}-{number}", server)
                return command

            exchanges = alternate([
                exchanging("ours", f"set -e; for till in a b a; do (cd $till; {ours}); done"),
                exchanging("git", f"set -e; {stock}; for till in a b; do (cd $till; $pull; $push); done; cd a; $pull"),
            ], 5)
            if day.tree(self.work / "sync-ours-5") != day.tree(self.work / "sync-git-5"):
                sys.exit("bench: hfile and git come to different trees")
        self.note(f"{sales} sales on each of two tills exchanged over ssh, judged", "git pull --rebase, git push",
                  *exchanges, 2.0)

    def many_commits(self):
        """One commit a sale, 100 a day, with maintenance as it falls due: what it takes on disk, and the last commits.

        A year of 1,000 a day would be 365,000 commits; this is its beginning.
        """
        commits = 300 if self.small else 1_500
        store = self.store("many", 0, 100)
        Run([self.hfile, "commit", "-m", "people and goods"], store)
        times = []
        for number in range(commits):
            day, second = divmod(number, 100)
            clock = time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(1_795_251_600 + (day + 1) * 86_400 + second * 300))
            ENVIRONMENT["HFILE_CLOCK"] = clock
            fields = ["lines[0].product=prd-good-1", "lines[0].quantity=1", "lines[0].unitPrice=10.00",
                      "lines[0].amount=10.00", "tenders[0].method=cash", "tenders[0].amount=10.00", "total=10.00",
                      f"receiptNumber={second + 1}"]
            times.append(Run([self.hfile, "new", "sale", "--commit", "-m", "sale"] + fields, store).wall)
        Run([self.hfile, "maintain"], store)
        Run([self.hfile, "maintain"], store)
        ENVIRONMENT["HFILE_CLOCK"] = CLOCK
        packed = self.work / "many.git"
        Run(["git", "clone", "-q", "--bare", "--no-local", str(store), str(packed)], self.work)
        Run(["git", "gc", "-q", "--prune=now"], packed)
        disk = lambda folder: sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        ratio = disk(store / ".git/objects") / disk(packed / "objects")
        self.figure(f"disk of {commits:,} commits of one sale, maintained, to git gc", f"{ratio:.2f} x", "2.0 x")
        first, last = statistics.median(times[:50]), statistics.median(times[-50:])
        self.figure(f"last 50 of {commits:,} commits to the first 50", f"{last / first:.2f} x", "1.5 x")

    def trust(self):
        """Sealed members and signed commits."""
        count = 2_000 if self.small else 20_000
        rows = ["id,kind,status,joined,name,phone,skinType"]
        rows += [f"mem-{number:08d},member,active,2025-01-01,会员{number},+86138{number:08d},dry" for number in range(count)]
        table = self.work / "members.csv"
        table.write_text("\n".join(rows) + "\n")

        def importing(kind):
            def command(number):
                folder = self.work / f"{kind}-{number}"
                if kind == "sealed":
                    Run([self.hfile, "init", str(folder), "--name", kind, "--device", "a1"], self.work)
                else:
                    Run([self.filler, "plain", str(folder)], self.work)
                return [self.hfile, "import", "member", str(table)], folder
            return command

        sealed, plain = alternate([importing("sealed"), importing("plain")], 3)
        self.figure(f"{count:,} members imported and sealed, beyond the same in the clear",
                    f"{sealed.wall - plain.wall:.2f} s", "0.6 s", f"{sealed.wall:.2f} to {plain.wall:.2f} s")
        folder = self.work / "sealed-3"
        find = [self.hfile, "list", "member", "--where", "name = '会员77'"]
        if "mem-00000077" not in Run(find, folder, keep=True).output.decode():
            sys.exit("bench: the sealed member was not found")
        listed, = alternate([(find, folder)], self.rounds)
        self.figure(f"one of {count:,} sealed members found by name", f"{listed.wall:.2f} s", "0.4 s",
                    f"{listed.memory:.0f} MB")
        commits = 2_000 if self.small else 10_000
        history = self.work / "signed"
        Run([self.filler, "sign", str(history), str(commits)], self.work)

        def verifying(number):
            shutil.rmtree(history / ".git/hfile/verified", ignore_errors=True)
            return [self.hfile, "verify"], history
        verified, = alternate([verifying], self.rounds)
        self.figure(f"{commits:,} signed commits of one sale verified, each second", f"{commits / verified.wall:,.0f}",
                    "4,000 at least", f"{verified.memory:.0f} MB")

    def history(self):
        """What changed when: a year of one-sale commits, every fifth of which changes a member, too."""
        commits, members = (5_000, 200) if self.small else (100_000, 2_000)
        store = self.work / "history"
        member = Run([self.filler, "year", str(store), str(commits), str(members)], self.work, keep=True).output.decode().strip()
        bloom = self.work / "bloom"
        shutil.copytree(store, bloom, symlinks=True)
        (bloom / ".git/objects/info/commit-graph").unlink(missing_ok=True)
        Run(["git", "commit-graph", "write", "--reachable", "--changed-paths", "--no-progress"], bloom)
        names = subprocess.check_output(["git", "ls-tree", "-r", "--name-only", "HEAD", "members"], cwd=store).decode()
        path = next(name for name in names.split() if member in name)
        found = store / ".git/hfile/history"

        def without(name, command):
            def run(number):
                (found / name).unlink(missing_ok=True)
                return command, store
            return run
        ours, raw = alternate(
            [without("commits", [self.hfile, "history", member, "-n", "1"]), (["git", "log", "--raw"], store)], self.rounds)
        self.note(f"which paths each of {commits:,} commits changed", "git log --raw", ours, raw, 2.2)
        ours, lines = alternate(
            [without("lines", [self.hfile, "maintain"]), (["git", "log", "-p", "--unified=0"], store)], 3)
        self.note(f"which lines each of {commits:,} commits changed", "git log -p --unified=0", ours, lines, 1.0)
        history = [self.hfile, "history", member, "--format", "ndjson"]
        log = ["git", "log", "--format=%H", "--", path]
        commits_of = [json.loads(line)["commit"] for line in Run(history, store, keep=True).output.splitlines()]
        if commits_of != Run(log, bloom, keep=True).output.decode().split():
            sys.exit("bench: another history of the member")
        ours, log = alternate([(history, store), (log, bloom)], 2 * self.rounds + 1)
        self.note(f"history of one member, field by field, {commits:,} commits", "git log -- path, Bloom filters", ours, log, 0.3)

    def web(self):
        """Pages of a year's history beside two git viewers, then as many as wrk can ask for of the large store."""
        store = self.work / "history"
        if not store.exists():
            Run([self.filler, "year", str(store), *(["5000", "200"] if self.small else ["100000", "2000"])], self.work)
        names = subprocess.check_output(["git", "ls-tree", "-r", "--name-only", "HEAD", "members"], cwd=store).decode().split()
        paths = names[:: len(names) // 6][:6]
        with Website(self, store) as site, Klaus(self, store) as klaus:
            cgit = Cgit(self, store)
            times = {"hfile-web": [], "klaus": [], "cgit": []}
            for path in paths:
                member = pathlib.Path(path).stem
                for name, ask in [("hfile-web", lambda: site.get(f"/records/member/{member}/history")),
                                  ("klaus", lambda: klaus.get(path)), ("cgit", lambda: cgit.get(path))]:
                    start = time.perf_counter()
                    page = ask()
                    times[name].append(time.perf_counter() - start)
                    if member not in page:
                        sys.exit(f"bench: the history of {name} is of something else")
        ours = statistics.median(times["hfile-web"][1:])
        for peer in ["klaus", "cgit"]:
            theirs = statistics.median(times[peer][1:])
            self.figure(f"page of a file's history, to that of {peer}", f"{ours / theirs:.3f} x", "0.1 x",
                        f"{ours * 1000:.1f} ms to {theirs * 1000:.1f} ms")
        commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=self.ours).decode().strip()
        sales = subprocess.check_output(
            shell("grep -rhoE '\"id\":\"sal-[a-z0-9-]+' sales | cut -d'\"' -f4"), cwd=self.ours).decode().split()
        sales = random.Random(1).sample(sorted(sales), 100_000)
        with Website(self, self.ours) as site:
            rate, worst = site.load([f"/at/{commit}/records/product"])
            self.figure("immutable pages from the cache, each second", f"{rate:,.0f}", "20,000 at least", f"99 % within {worst}")
            rate, worst = site.load([f"/at/{commit}/records/sale/{sale}" for sale in sales])
            self.figure(f"{len(sales):,} records in random order, each second", f"{rate:,.0f}", "4,000 at least",
                        f"99 % within {worst}, {site.memory():.0f} MB (at most 250)")

    def results(self):
        version = lambda *words: subprocess.check_output(words).decode().split("\n")[0].strip()
        lines = ["# What was measured", "",
                 "Written by `make bench`. Ratio = median wall time of hfile / peer, lower is better; processor = the same of",
                 "processor time. Whole processes, run alternately in one run; data from a seed.", "",
                 f"{self.sales:,} sales, {self.members:,} members, {os.cpu_count()} processors; {version('git', '--version')},",
                 f"DuckDB {version(self.duckdb, '--version')}, {version('jq', '--version')}.", "",
                 "| work | peer | ratio | processor | at most | peak memory | |", "|---|---|---|---|---|---|---|"]
        lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in self.rows]
        (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n")


class Website:
    """hfile-web on a free port, and a browser that has followed its link."""

    def __init__(self, bench, store):
        self.work = bench.work
        program = pathlib.Path(bench.hfile).parent / "hfile-web"
        self.child = subprocess.Popen([str(program), "-C", str(store), "--port", "0"], env=ENVIRONMENT,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        link = re.search(rb"http\S+", self.child.stdout.readline()).group(0).decode()
        self.origin = re.match(r"http://[^/]+", link).group(0)
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.browser.open(link).read()
        jar = next(one for one in self.browser.handlers if hasattr(one, "cookiejar")).cookiejar
        self.cookie = "; ".join(f"{one.name}={one.value}" for one in jar)

    def get(self, address):
        return self.browser.open(self.origin + address).read().decode()

    def load(self, addresses):
        """Requests a second, and the time within which 99 of 100 are answered; no address twice while there are others."""
        script = self.work / "wrk.lua"
        (self.work / "addresses").write_text("\n".join(addresses))
        script.write_text(f"""local list, next, turn = {{}}, 0, 0
            function setup(thread) thread:set("turn", turn); turn = turn + 1 end
            function init() for line in io.lines("{self.work}/addresses") do list[#list + 1] = line end; next = turn end
            function request() next = next + 2
              return wrk.format("GET", list[next % #list + 1], {{Cookie = "{self.cookie}"}}) end
            function done(summary, latency) print(summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000,
              summary.errors.status + summary.errors.read + summary.errors.timeout) end""")
        said = subprocess.check_output(["wrk", "-t2", "-c32", "-d10s", "-s", str(script), self.origin]).decode()
        rate, worst, errors = said.split("\n")[-2].split()
        if float(errors):
            sys.exit(f"bench: {errors} of the requests failed")
        return float(rate), f"{float(worst):.1f} ms"

    def memory(self):
        return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{self.child.pid}/status").read_text()).group(1)) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()


class Klaus:
    def __init__(self, bench, store):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.name = store.name
        self.child = subprocess.Popen([str(bench.tools / "python/bin/klaus"), "--port", str(self.port), str(store)],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)

    def get(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{self.name}/tree/main/{path}").read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()


class Cgit:
    def __init__(self, bench, store):
        self.configuration = bench.work / "cgitrc"
        self.configuration.write_text(f"repo.url=store\nrepo.path={store}/.git\nmax-commit-count=50\n")

    def get(self, path):
        asked = dict(ENVIRONMENT, CGIT_CONFIG=str(self.configuration), REQUEST_METHOD="GET", PATH_INFO=f"/store/log/{path}",
                     QUERY_STRING="", SCRIPT_NAME="")
        return subprocess.check_output(["/usr/lib/cgit/cgit.cgi"], env=asked).decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--only", action="append")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    try:
        if not bench.only or bench.only - {"trust", "history"}:
            bench.prepare()
        for name in ["months", "day", "growth", "unknown_type", "validate", "show", "one_sale", "till", "sync", "many_commits", "imports",
                     "trust", "history", "web"]:
            if bench.wants(name):
                getattr(bench, name)()
            # After each, so that what was measured stays when the run is broken off.
            if not bench.only and not bench.small:
                bench.results()
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)


CLOCK = "2026-11-21T19:05:00+08:00"
ENVIRONMENT = dict(os.environ, HFILE_AUTHOR="bench <bench@example>", HFILE_CLOCK=CLOCK,
                   GIT_AUTHOR_NAME="bench", GIT_AUTHOR_EMAIL="bench@example", GIT_COMMITTER_NAME="bench",
                   GIT_COMMITTER_EMAIL="bench@example", LC_ALL="C.UTF-8")
main()
