"""Holds every line of the files below a folder against a JSON Schema: the peer of `hfile check schema`.

  validate.py SCHEMA FOLDER
"""
import pathlib, sys

import jsonschema_rs
import orjson

schema = orjson.loads(pathlib.Path(sys.argv[1]).read_bytes())
validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
is_valid, loads, bad = validator.is_valid, orjson.loads, 0
for path in sorted(pathlib.Path(sys.argv[2]).rglob("*.jsonl")):
    for line in path.read_bytes().splitlines():
        if not is_valid(loads(line)):
            bad += 1
print(bad, "lines are not valid")
