"""A client of Dunwell's API: the standard library, one class, and a morning's work as an example.

    DUNWELL_URL=http://127.0.0.1:8080 DUNWELL_TOKEN=dw_... python3 dunwell.py
"""

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Problem(Exception):
    """What the server says when it cannot do what was asked; `code` never changes its meaning."""

    def __init__(self, document):
        super().__init__(f"{document['code']}: {document['detail']}")
        self.code, self.status = document["code"], document["status"]


class Dunwell:
    """A book, as the token opens it."""

    def __init__(self, url, token, tries=5):
        self.base, self.token, self.tries = url.rstrip("/") + "/api/v1/", token, tries

    def get(self, path, **query):
        """Looks something up: `get("customers", overdue="true")`."""
        return self._send("GET", path, query=query)

    def all(self, path, **query):
        """Every line of a list, page after page."""
        while True:
            page = self.get(path, **query)
            yield from page["items"]
            if not page["next"]:
                return
            query["cursor"] = page["next"]

    def post(self, path, body, key=None, **query):
        """Records something, once: a request that is sent again has the same key."""
        return self._send("POST", path, body, query, {"Idempotency-Key": key or str(uuid.uuid4())})

    def _send(self, method, path, body=None, query=None, headers=None):
        address = self.base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json", **(headers or {})}
        for left in reversed(range(self.tries)):
            request = urllib.request.Request(address, data, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                # Too many requests, or a database that is busy: the same request is sent again.
                if error.code not in (429, 503) or not left:
                    raise Problem(json.load(error)) from None
                time.sleep(int(error.headers.get("Retry-After", 1)))


def number(text):
    """A customer's or an invoice's number as it stands in a path."""
    return urllib.parse.quote(text, safe="")


def main():
    desk = Dunwell(os.environ["DUNWELL_URL"], os.environ["DUNWELL_TOKEN"])
    book = desk.get("book")
    print(f"{book['name']} on {book['today']}, as {book['role']}")
    for customer in desk.all("customers", overdue="true"):
        overdue = customer["overdue"]
        print(f"{customer['number']}  {customer['name']}: {overdue['amount']} {overdue['currency']} overdue")
    work = desk.get("worklist", limit=1)["items"]
    if not work:
        return
    customer = work[0]["customer"]["number"]
    print(f"first: {work[0]['why']}")
    key = str(uuid.uuid4())
    note = {"text": "Looked at by a program."}
    first = desk.post(f"customers/{number(customer)}/notes", note, key)
    again = desk.post(f"customers/{number(customer)}/notes", note, key)
    print("noted once" if first == again else "noted twice")
    try:
        desk.post(f"customers/{number(customer)}/notes", {"text": "Something else."}, key)
    except Problem as problem:
        print(f"refused: {problem.code}")


if __name__ == "__main__":
    main()
