"""What judges a history by docs/Trust.md: the files of access/ and schema/, what they allow, and where records lie."""
import datetime, hashlib, json, re, zoneinfo

ROOT_FILES, RESERVED = {".gitattributes", ".gitignore", "README.md", "LICENSE"}, {"access", "policy", "schema", "store"}
CODE = "[0-9abcdefghjkmnpqrstvwxyz]"
DATED = re.compile(r"[a-z]{3}-(\d{8})-([a-z0-9]{2})-" + CODE + "{8}")

def parse(data):
    """An object of JSON; raises ValueError for what is none, or has a key twice."""
    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)
    return json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_float=str)

def text(value):
    return json.dumps(value, ensure_ascii=False)

def is_stub(value, kind):
    """Whether a record is what erasing leaves; only of types that are the subject of their own seals."""
    erased = value.get("erased") if value is not None and set(value) == {"id", "erased"} else None
    return kind["subject"] == "/id" and isinstance(erased, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", erased) is not None

def pointed(value, pointer):
    """What stands at the places of a value that a pointer names, `*` for any element."""
    places = [value]
    for token in pointer.split("/")[1:]:
        places = [item for place in places for item in (
            list(place) if token == "*" and isinstance(place, list)
            else [place[token]] if isinstance(place, dict) and token in place else [])]
    return places

class State:
    """The files that judge: (mode, id) by path."""

    def __init__(self, files, objects):
        self.files, self.wrong, self.signers, self.roles, self.types, self.keys = files, set(), {}, {}, {}, {}
        self.compartments, self.policies, self.store = {}, set(), {}
        for path, entry in files.items():
            try:
                self.take(path, parse(objects.read(entry[1])))
            except (ValueError, KeyError):
                self.wrong.add((path, "file"))
        for name, signer in sorted(self.signers.items()):
            for key in signer["signing"]:
                if "revoked" in self.keys.get(key, {"revoked": ""}):
                    self.keys[key] = signer
                elif "revoked" not in signer:
                    self.wrong.add((signer["path"], key))
            self.wrong |= {(signer["path"], role) for role in signer["roles"] if role not in self.roles}
        for name, entry in self.compartments.items():
            unknown = set(entry["recipients"]) - self.signers.keys() - {"recovery"}
            self.wrong |= {("access/compartments.json", f"{name} {item}") for item in unknown}

    def take(self, path, value):
        folder, name = path.rpartition("/")[0], path.split("/")[-1].removesuffix(".json")
        if folder in ("access/people", "access/devices") and value["id"] == name:
            self.signers[name] = value | {"path": path}
        elif folder == "access/roles":
            self.roles[name] = value
        elif path == "access/compartments.json":
            self.compartments = value["compartments"]
        elif path == "access/store.json":
            self.store = value
        elif folder == "schema/records":
            word = value["x-hfile"]
            sealed = {key[1:]: to for key, to in word.get("sealed", {}).get("fields", {}).items()}
            self.types[word["collection"]] = word | {"name": name.removesuffix(".schema"), "sealed": sealed,
                "subject": sealed and word["sealed"].get("subject", "/id")}
        elif folder == "schema/policy":
            self.policies.add(name.removesuffix(".schema"))
        elif path == "store.json":
            self.rules = [(datetime.date.fromisoformat(rule["from"]), zoneinfo.ZoneInfo(rule["timeZone"]),
                           datetime.timedelta(hours=int(rule["dayEnds"][:2]), minutes=int(rule["dayEnds"][3:5])))
                          for rule in sorted(value["dayRules"], key=lambda rule: rule["from"])]
        elif folder.startswith("access"):
            raise ValueError

    def day(self, seconds):
        days = [(start, (datetime.datetime.fromtimestamp(seconds, zone).replace(tzinfo=None) - ends).date())
                for start, zone, ends in self.rules]
        return ([day for start, day in days if start <= day] or [days[0][1]])[-1].strftime("%Y%m%d")

    def rights(self, signer):
        return [right for role in signer["roles"] for right in self.roles.get(role, {}).get("rights", [])]

    def is_owner(self, signer):
        return len(signer["id"]) > 2 and "revoked" not in signer and any(
            "access" in right["collections"] and "amend" in right["acts"] and not {"when", "fields"} & right.keys()
            for right in self.rights(signer))

    def may(self, signer, today, path, collection, act, id, old, new, references):
        members = None
        if isinstance(old, dict) and isinstance(new, dict):
            members = differing(old, new)
            if "sealed" in members:
                seals = differing(old.get("sealed", {}), new.get("sealed", {}))
                members = members - {"sealed"} | {f"sealed.{name}" for name in seals}
        if act == "amend" and path == signer["path"] and members is not None and members <= {"signing", "unsealing"}:
            return True
        if act == "add" and collection == "conflicts":
            return True
        dated = DATED.fullmatch(id)
        values = [value for value in (old, new) if isinstance(value, dict)]
        is_own = signer["id"] in (id, dated and dated[2]) or all(
            any(signer["id"] in pointed(value, pointer) for pointer in references) for value in values)
        return any(
            act in right["acts"]
            and (collection in right["collections"] or "*" in right["collections"] and collection not in RESERVED)
            and {"own": is_own, "today": bool(dated) and dated[1] == today}.get(right.get("when"), True)
            and (act != "amend" or "fields" not in right or members is not None and members <= set(right["fields"]))
            for right in self.rights(signer))

def differing(old, new):
    return {key for key in old.keys() | new.keys() if key not in old or key not in new or text(old[key]) != text(new[key])}

def place(kind, id):
    """The path of a record by its id; None when the id has not the form of its type."""
    code, dated = id[len(kind["prefix"]) + 1:], DATED.fullmatch(id)
    if kind["layout"] == "singleton":
        return kind["collection"] + ".json"
    if not id.startswith(kind["prefix"] + "-"):
        return None
    if kind["layout"] in ("daily", "dated"):
        month = dated and f"{kind['collection']}/{dated[1][:4]}/{dated[1][4:6]}"
        day = dated and f"{dated[1][:4]}-{dated[1][4:6]}-{dated[1][6:]}.{dated[2]}.jsonl"
        return dated and f"{month}/" + (day if kind["layout"] == "daily" else f"{id}.json")
    form = r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]" if kind.get("chosenCode", not kind["sealed"]) else CODE + "{8,26}"
    fan = hashlib.sha256(id.encode()).hexdigest()[:2] + "/" if kind["layout"] == "fanned" else ""
    return f"{kind['collection']}/{fan}{id}.json" if re.fullmatch(form, code) else None

def content(path, state):
    """What a path holds: a type, or `root`, `policy`, or None for nothing."""
    if path == "hfile.json" or path in ROOT_FILES:
        return "root"
    if re.fullmatch(r"policy/[^/]+\.json", path):
        return "policy"
    kind = state.types.get(path.removesuffix(".json") if "/" not in path else path.split("/")[0])
    if kind is None or not path.endswith(".json" if kind["layout"] != "daily" else ".jsonl"):
        return None
    if kind["layout"] == "daily":
        dated = re.fullmatch(r"[^/]+/(\d{4})/(\d\d)/(\d{4})-(\d\d)-\d\d\.[a-z0-9]{2}\.jsonl", path)
        return kind if dated and dated.group(1, 2) == dated.group(3, 4) else None
    return kind if ("/" not in path) == (kind["layout"] == "singleton") else None
