"""What schemathesis has to be told about the API, so that what it sends gets as far as it can."""

import itertools
import json
import os

import schemathesis

# The id of the token that it shows.
OWN_TOKEN = os.environ["OWN_TOKEN"]

COUNT = itertools.count(1)


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    """The document describes one line. It goes out twice, since what is brought in twice has to be there once."""
    if isinstance(value, bytes):
        return value
    line = json.dumps(value).encode()
    return line + b"\n\n" + line + b"\n"


@schemathesis.hook
def before_call(context, case, kwargs):
    """It likes short keys and would use each again, to be told so and nothing else; and it takes back each token
    that it sees in the list, after which its own would open nothing more. What is wrong on purpose stays as it is."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if key := (case.headers or {}).get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = f"{key[:100]}-{next(COUNT)}"
    if (case.path_parameters or {}).get("token") == OWN_TOKEN:
        case.path_parameters["token"] = OWN_TOKEN[:-4] + "0000"
