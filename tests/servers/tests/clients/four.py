"""Drives the vendor's client of v4 (`passwork` 0.1.6). An order comes as JSON on stdin; what came of it goes to stdout."""

import json
import os
import sys

from loguru import logger

logger.remove()
from passwork.passwork_api import PassworkAPI  # noqa: E402

order = json.load(sys.stdin)
api = PassworkAPI(f"{order['host']}/api/v4", order["key"], order["master"])
told = {}


def read(item_id):
    item = api.get_password(item_id)
    vault_password = api.get_vault_password(api.get_vault(item["vaultId"]))
    key = api.get_password_encryption_key(item, vault_password)
    api.get_attachments(item, key, order["folder"])
    return {
        "name": item["name"],
        "password": api.get_password_plain_text(item, key),
        "custom": [[one["name"], one["value"], one["type"]] for one in api.get_customs(item, key) or []],
    }


api.login()
told["items"] = [read(item_id) for item_id in order["read"]]
told["files"] = {}
for name in sorted(os.listdir(order["folder"])):
    with open(os.path.join(order["folder"], name), "rb") as file:
        told["files"][name] = file.read().hex()

told["found"] = {query: sorted(one["name"] for one in api.search_password(query=query, tags=[], colors=[], vaultId=None,
                 includeShared=False, includeShortcuts=False)) for query in order["search"]}

if order["inbox"]:
    api.get_user_info()
    entry = api.get_inbox_password(order["inbox"])
    told["inbox"] = api.get_password_plain_text(entry["password"], api.get_inbox_encryption_key(entry))

if order["create"]:
    path = os.path.join(order["folder"], "new.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("a new file")
    fields = dict(order["create"], attachments=[{"path": path, "name": "new.txt"}])
    vault = api.get_vault(fields["vaultId"])
    told["created"] = api.add_password(fields, vault, api.get_vault_password(vault))["id"]

if order["delete"]:
    api.delete_password(order["delete"])

api.logout()
json.dump(told, sys.stdout)
