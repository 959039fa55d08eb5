"""Writes an OpenAPI description of hfile-web, from the table of addresses in its documentation.

  web_routes.py WEB.md ORIGIN COOKIE SALE

Where an address has a part to fill in, half of what is tried names something that is there: it is asked of the server.
"""
import json, re, sys, urllib.request

path, origin, cookie, sale = sys.argv[1:]


def ask(address):
    return json.load(urllib.request.urlopen(urllib.request.Request(origin + address, headers={"Cookie": cookie})))


def one_of(known, **limits):
    return {"anyOf": [{"enum": known}, {"type": "string", **limits}]}


commits = [commit["commit"] for commit in ask("/commits.json")["commits"]]
types = [one["name"] for one in ask("/records.json")["types"]]
day = one_of(["2026-11-20", "2024-02-29", "0000-00-00", "2026-13-40", "99999-01-01"])
parts = {
    "TYPE": one_of(types),
    "ID": one_of([sale, "stf-wang", "prd-aicao-foot-bath"] + commits),
    "NAME": one_of([one["name"] for one in ask("/reports.json")["reports"]]),
    "TIME": one_of(commits + ["2026-11-20", "2026-02-30", commits[0][:7], "HEAD", "main~1", "..", "%2e%2e", "0" * 40]),
}
questions = {
    "where": one_of(["total > 10", "(((((((((", "member.tier = gold", "name contains '", "total > " + "9" * 400]),
    "sort": one_of(["total", "-time", "lines[].product.category", "-"]),
    "page": one_of(["1", "2", "0", "-1", "999999999999999999999", "1e9"]),
    "from": day, "to": day, "day": day,
    "by": one_of(["day", "month", "hour", "staff"]),
    "lang": one_of(["en", "zh-Hans", "zh-Hant", "tlh"]),
    "then": one_of(["/records/sale", "//elsewhere.example", "/at/x/at/y", "/sign-out"]),
    "follow": one_of(["on"]), "field": one_of(["total"]),
}
queries = [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in questions.items()]
routes = {}
for line in open(path):
    row = re.match(r"\| `(/[^`]*)` \| [^|]* \| ([a-z, ]*) \|", line)
    # Signing out would end the run.
    if not row or row[1] == "/sign-out":
        continue
    for ending in [""] + ["." + one for one in row[2].replace(" ", "").split(",") if one]:
        for before in ["", "/at/{TIME}"]:
            address = (row[1] if row[1] != "/" else "/index" if ending else "/") + ending
            address = before + re.sub(r"\b([A-Z]+)\b", r"{\1}", address)
            names = re.findall(r"{([A-Z]+)}", address)
            filled = [{"name": name, "in": "path", "required": True, "schema": parts[name]} for name in names]
            routes[address] = {"get": {"parameters": filled + queries, "responses": {"default": {"description": "any"}}}}
json.dump({"openapi": "3.0.3", "info": {"title": "hfile-web", "version": "1"}, "paths": routes}, sys.stdout)
