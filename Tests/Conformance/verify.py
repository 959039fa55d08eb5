#!/usr/bin/env python3
"""Judges the signed history of a store by docs/Trust.md, section 3: git's objects, and Python without any module.

  verify.py REPOSITORY [HFILE] < COMMITS

For each commit on a line: {"tip": COMMIT, "findings": [[kind, commit, subject or null]...]}, as `hfile verify COMMIT` finds
them; with a program HFILE only where it finds anything else, and then the exit code is 1. It judges no JSON Schema: `invalid` is what cannot be read, has a wrong id, place or time, or names what is not there.
It reads what seals say of themselves and opens none, and knows nothing of pins.
"""
import base64, functools, hashlib, json, re, subprocess, sys
from rights import DATED, RESERVED, ROOT_FILES, State, content, is_stub, parse, place, pointed, text
from sshsig import is_signed, signature_of

COMMIT = re.compile(rb"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author [^<>\n]*<([^<>\n]*)> (\d+) [+-]\d{4}\n"
                    rb"committer [^<>\n]*<([^<>\n]*)> (\d+) [+-]\d{4}\n(?:encoding UTF-8\n)?(gpgsig (.*\n(?: .*\n)*))?\n")

class Objects:
    def __init__(self, path):
        self.git = subprocess.Popen(["git", "-C", path, "cat-file", "--batch"], stdin=-1, stdout=-1,
                                    env={"GIT_NO_REPLACE_OBJECTS": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"})

    @functools.cache
    def read(self, name):
        self.git.stdin.write(name.encode() + b"\n")
        self.git.stdin.flush()
        size = int(self.git.stdout.readline().split()[2])
        return self.git.stdout.read(size + 1)[:-1]

    @functools.cache
    def tree(self, name):
        data, entries = self.read(name) if name else b"", {}
        while data:
            head, data = data.split(b"\0", 1)
            mode, path = head.split(b" ", 1)
            entries[path.decode()], data = (mode.decode(), data[:20].hex()), data[20:]
        return entries

    def changes(self, old, new, prefix=""):
        """Paths that differ between two trees, with (mode, id) before and after."""
        before, after = self.tree(old), self.tree(new)
        for path in sorted(before.keys() | after.keys()):
            sides = before.get(path), after.get(path)
            if sides[0] == sides[1]:
                continue
            trees = [side[1] if side and side[0] == "40000" else None for side in sides]
            if any(trees):
                yield from self.changes(*trees, prefix + path + "/")
            sides = [side if side and side[0] != "40000" else None for side in sides]
            if any(sides):
                yield prefix + path, *sides

class Judge:
    def __init__(self, objects, tip):
        self.objects, self.findings, self.state, self.tree, self.seconds, self.authored = objects, [], None, None, None, {}
        chain = [tip]
        while parent := re.match(rb"tree .{40}\nparent (.{40})\n", objects.read(chain[-1])):
            chain.append(parent[1].decode())
        for commit in reversed(chain):
            tree, before = objects.read(commit)[5:45].decode(), self.tree
            self.tree = tree
            if self.state is None:
                files = {path: new for path, _, new in objects.changes(None, tree)}
                if "access/store.json" not in files:
                    continue
                self.origin = {path: files.get(path) for path in ("hfile.json", "access/store.json")}
                rules = {path: entry for path, entry in files.items() if self.judges(path) and entry[0] == "100644"}
                self.state, self.genesis = State(rules, objects), commit
            self.judge(commit, before, tree)

    @staticmethod
    def judges(path):
        return path.startswith(("access/", "schema/")) or path == "store.json"

    def find(self, kind, subject=None):
        self.findings.append((kind, self.commit, subject))

    def judge(self, commit, old_tree, new_tree):
        self.commit, self.who, before = commit, None, self.state
        head = self.identify(self.objects.read(commit))
        may_judge, first = commit == self.genesis or self.who is not None, len(self.findings)
        changes = list(self.objects.changes(old_tree, new_tree))
        for path, _, new in changes:
            if new and not (new[0] == "100644" and self.is_place(path)):
                self.find("structure", path)
                may_judge = may_judge and not self.judges(path)
        sound = [(path, old, new) for path, old, new in changes if not new or new[0] == "100644" and self.is_place(path)]
        rules = [change for change in sound if self.judges(change[0])]
        if rules:
            first = len(self.findings)
            self.judge_rules(rules, before)
            if commit != self.genesis and (len(self.findings) > first or not may_judge):
                self.state = before
        for path, old, new in sound:
            if not self.judges(path):
                self.judge_file(path, old, new, before)
        if head:
            self.seconds = head

    def identify(self, data):
        """Finds who signed; returns the time the commit claims."""
        head, self.today = COMMIT.match(data), None
        try:
            if head is None or len(data) > 65536 or b"\0" in data:
                raise ValueError
            data.decode("utf-8")
        except ValueError:
            return self.find("malformed")
        written, seconds, signer = int(head[4]), int(head[6]), None
        is_merge = head[2].count(b"parent") > 1
        if is_merge:
            self.find("merge")
        try:
            key, signature = signature_of(head[8].replace(b"\n ", b"\n")) if head[7] else (None, None)
        except ValueError:
            self.find("malformed-signature")
        else:
            payload = data[:head.start(7)] + data[head.end(7):]
            hashed = b"\0\0\0\3git\0\0\0\0\0\0\0\6sha512\0\0\0\x40" + hashlib.sha512(payload).digest()
            line = "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + (key or b"")).decode()
            signer = self.state.keys.get(line)
            if signer and self.commit == self.genesis:
                signer = signer if signer["id"] in self.state.store["owners"] and self.state.is_owner(signer) else None
            if not head[7]:
                self.find("unsigned")
            elif not is_signed(key, b"SSHSIG" + hashed, signature):
                self.find("bad-signature")
            elif signer is None:
                self.find("unknown-key")
            elif "revoked" in signer:
                self.find("revoked")
            elif not is_merge:
                self.who, self.today = signer, self.state.day(written)
                if {head[3], head[5]} != {f"{signer['id']}@{self.state.store['store']}".encode()}:
                    self.find("wrong-name")
        earlier = self.authored.get(self.who["id"], 0) if self.who else 0
        if self.seconds is not None and seconds < self.seconds - 3600 or not earlier - 3600 <= written <= seconds:
            self.find("time")
        if self.who:
            self.authored[self.who["id"]] = max(earlier, written)
        return seconds

    @staticmethod
    def is_place(path):
        return path in ROOT_FILES or bool(
            re.fullmatch(r"[a-z0-9._-]+(/[a-z0-9._-]+){0,5}", path)
            and re.fullmatch(r"access/((people|devices|roles)/[^/]+|compartments|store)\.json"
                             r"|schema/(((records|policy|meta)/[^/]*\.schema)|((reports|alerts)/[^/]*))\.json"
                             r"|(?!access/|schema/).*", path))

    def may(self, rights, path, old, new, id=None, kind=None):
        if self.commit == self.genesis or self.who is None:
            return
        folder = path.split("/")[0]
        collection = kind["collection"] if kind else folder if "/" in path and folder in RESERVED else "store"
        act = "erase" if kind and is_stub(new, kind) and not is_stub(old, kind) else \
            "add" if old is None else "remove" if new is None else "amend"
        if not rights.may(self.who, self.today, path, collection, act, id or path.split("/")[-1][:-5], old, new,
                          kind.get("references", {}) if kind else []):
            self.find("not-permitted", id or path)

    def value(self, entry):
        try:
            return None if entry is None else parse(self.objects.read(entry[1]))
        except ValueError:
            return "no JSON"

    def judge_rules(self, rules, before):
        is_genesis = self.commit == self.genesis
        files = {**before.files, **{path: new for path, _, new in rules}}
        self.state = State({path: entry for path, entry in files.items() if entry}, self.objects)
        changed = {path: new for path, _, new in rules if is_genesis or before.files.get(path) != new}
        for path, new in changed.items():
            if path == "access/store.json" and new != self.origin[path]:
                self.find("store-changed", path)
            if path != "store.json":
                self.may(before, path, None if is_genesis else self.value(before.files.get(path)), self.value(new))
        wrong = {path for path, what in self.state.wrong if path in changed or (path, what) not in before.wrong}
        names = {kind["name"]: kind for kind in self.state.types.values()}
        for kind in before.types.values():
            path, after = f"schema/records/{kind['name']}.schema.json", names.get(kind["name"])
            if after and any(kind.get(word) != after.get(word) for word in ("collection", "prefix", "layout", "time")):
                wrong.add(path)
            if path in changed and not kind["sealed"].items() <= (after or {"sealed": {}})["sealed"].items():
                self.find("unsealed", path)
        for path in wrong:
            self.find("invalid", path)
        if not any(self.state.is_owner(signer) for signer in self.state.signers.values()):
            self.find("access", "access/")
        for name, old in before.compartments.items():
            new = self.state.compartments.get(name, {"epoch": 0})
            if new["epoch"] < old["epoch"] or new["epoch"] == old["epoch"] and new["key"] != old["key"]:
                self.find("access", "access/compartments.json")
        if "store.json" in changed:
            old = None if is_genesis else before.files.get("store.json")
            self.judge_records("store.json", old, changed["store.json"], self.state.types["store"], before)

    def judge_file(self, path, old, new, rights):
        kind = content(path, self.state) or (content(path, rights) if not new else None)
        if isinstance(kind, dict):
            return self.judge_records(path, old, new, kind, rights)
        old_value, new_value = (self.value(old), self.value(new)) if kind == "policy" else (old and "", new and "")
        self.may(rights, path, old_value, new_value)
        if new and (kind is None or kind == "policy" and path[7:-5] not in self.state.policies):
            self.find("structure", path)
        elif kind == "policy" and new_value == "no JSON":
            self.find("invalid", path)
        if path == "hfile.json" and new != self.origin[path]:
            self.find("store-changed", path)

    def records(self, lines, kind):
        """The records of some lines, or of one text, and whether all of them could be read."""
        found, is_sound = [], True
        for line in lines:
            try:
                value = parse(line) if line.strip(b" \t\r\n") or kind["layout"] != "daily" else None
                if value is not None:
                    found.append((value["id"] if kind["layout"] != "singleton" else kind["name"], value))
            except (ValueError, KeyError, TypeError):
                is_sound = False
        return found, is_sound

    def judge_records(self, path, old, new, kind, rights):
        sides = [self.objects.read(side[1]) if side and side[0] == "100644" else None for side in (old, new)]
        split = (lambda data: data.splitlines(True)) if kind["layout"] == "daily" else (lambda data: [data])
        before, after = [split(side) if side is not None else [] for side in sides]
        start, end = 0, 0
        while start < min(len(before), len(after)) and before[start] == after[start]:
            start += 1
        while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
            end += 1
        fresh, is_sound = self.records(after[start:len(after) - end], kind)
        if not is_sound:
            self.find("invalid", path)
        (olds, _), (news, _) = self.records(before, kind), self.records(after, kind)
        ids = [id for id, _ in news]
        for id in {id for id, _ in fresh if ids.count(id) > 1}:
            self.find("invalid", id)
        olds, news = dict(reversed(olds)), dict(reversed(news))
        for id in olds.keys() | news.keys():
            old, new = olds.get(id), news.get(id)
            if old is None or new is None or text(old) != text(new):
                self.may(rights, path, old, new, id, kind)
                self.judge_record(id, old, new, kind, path)

    def judge_record(self, id, old, new, kind, path):
        if is_stub(old, kind):
            return self.find("erased", id)
        if new is None:
            return
        parts = DATED.fullmatch(id) if kind["layout"] == "daily" else None
        wrong = place(kind, id) != path
        if parts:
            wrong |= new.get("day", "").replace("-", "") != parts[1] or new.get("device") != parts[2]
            wrong |= old is not None and "time" in kind and pointed(old, kind["time"]) != pointed(new, kind["time"])
        if wrong:
            self.find("invalid", id)
        if kind["sealed"].keys() & new.keys():
            self.find("plain", id)
        for name, seal in new.get("sealed", {}).items():
            earlier = (old or {}).get("sealed", {}).get(name)
            if seal != earlier:
                header, least = [json.loads(base64.urlsafe_b64decode(item["protected"] + "==")) if item else {"revision": 0}
                                 for item in (seal, earlier)]
                wanted = {"store": self.state.store["store"], "record": id, "type": kind["name"], "compartment": name}
                if not wanted.items() <= header.items() or header["revision"] <= least["revision"]:
                    self.find("replayed", id)

def main(repository, hfile=None):
    """Judges the commits on standard input, or compares with what a program finds."""
    objects, count, agreed = Objects(repository), 0, True
    for tip in sys.stdin.read().split():
        findings = {tuple(finding) for finding in Judge(objects, tip).findings}
        count += len(findings)
        if hfile is None:
            print(json.dumps({"tip": tip, "findings": sorted(findings, key=str)}))
            continue
        answer = subprocess.run([hfile, "-C", repository, "verify", tip, "--again", "--format", "json"],
                                stdout=subprocess.PIPE).stdout
        theirs = {(item["kind"], item["commit"], item.get("subject")) for item in json.loads(answer)["findings"]}
        if theirs != findings:
            agreed = False
            print(tip, "only hfile:", sorted(theirs - findings, key=str), "only here:", sorted(findings - theirs, key=str))
    print(f"{count} findings" + (", agreed" if hfile and agreed else ""), file=sys.stderr)
    return 0 if agreed else 1

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
