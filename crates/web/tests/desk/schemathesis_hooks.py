"""What schemathesis has to be told about the API, so that what it sends gets as far as it can."""

import itertools
import json
import os
import re

import schemathesis

# The id of the token that it shows.
OWN_TOKEN = os.environ["OWN_TOKEN"]

# The parts of paths by the prefix of the ids that can stand there.
PARTS = {
    "act": "action",
    "dsp": "dispute",
    "ent": "entry",
    "hld": "hold",
    "prm": "promise",
    "req": "request",
    "tac": "terms",
    "tok": "token",
    "usr": "user",
}

# What there is, by the part of a path that it can stand for: from the story that it all begins with, and whatever
# id an answer has named.
KNOWN = {part: [] for part in PARTS.values()} | {
    "code": ["GB"],
    "customer": ["00017", "00018", "00019"],
    "invoice": ["R/1", "R-2", "R-3"],
    "version": ["1"],
}

COUNT = itertools.count(1)


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """The document describes one line. It goes out twice, since what is brought in twice has to be there once."""
    if isinstance(value, bytes):
        return value
    line = json.dumps(value).encode()
    return line + b"\n\n" + line + b"\n"


@schemathesis.hook
def after_call(context, case, response):
    """Notes the ids in an answer, if what it tells of is there afterwards."""
    if response.status_code >= 300 or "dry_run=true" in response.request.url:
        return
    text = response.content.decode(errors="replace")
    for found, prefix in re.findall(r"\b(([a-z]{3})_[0-9a-f]{32})\b", text):
        known = KNOWN.get(PARTS.get(prefix), [])
        if found not in (*known, OWN_TOKEN):
            known.append(found)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Left alone, it uses each short key again, to be told so and nothing else; it makes up names of what is not
    there; and it takes back each token that it sees in the list, after which its own opens nothing more. What is
    wrong on purpose stays as it is."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if key := (case.headers or {}).get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = f"{key[:100]}-{next(COUNT)}"
    for part, value in (case.path_parameters or {}).items():
        count, known = next(COUNT), KNOWN.get(part)
        if value == OWN_TOKEN:
            case.path_parameters[part] = "tok_" + "0" * 32
        elif known and count % 4:
            case.path_parameters[part] = known[count // 4 % len(known)]
