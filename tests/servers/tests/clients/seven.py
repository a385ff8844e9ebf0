"""Drives the vendor's client of 7.x (`passwork-python` 0.2.0). An order comes as JSON on stdin; what came of it goes to stdout."""

import json
import sys

from passwork_client import PassworkClient
from passwork_client.constants import LinkExpirationTime, LinkType

order = json.load(sys.stdin)
client = PassworkClient(order["host"], verify_ssl=order["ca"], auto_refresh=True)
client.set_tokens(order["access"], order["refresh"])
if order["master_password"]:
    client.set_master_password(order["master_password"])
told = {"encrypted": client.is_encrypt}


def shown(item):
    custom = [[one["name"], one["value"], one["type"]] for one in item["customs"]]
    return {"name": item["name"], "password": item.get("password"), "custom": custom}


item = client.get_item(order["item"])
told["item"] = shown(item)
client.download_item_attachment(item, order["folder"])

vault = client.create_vault("Made by Python")
told["vault"] = vault
folder = client.call("POST", "/api/v1/folders", {"name": "Outer", "vaultId": vault})["id"]
inner = client.call("POST", "/api/v1/folders", {"name": "Inner", "vaultId": vault, "parentFolderId": folder})["id"]
client.call("POST", f"/api/v1/folders/{inner}", {"name": "Innermost"})
told["folders"] = [one["name"] for one in client.call("GET", "/api/v1/folders", {"vaultId": vault})["items"]]
told["path"] = [one["name"] for one in client.call("GET", f"/api/v1/folders/{inner}")["path"]]

told["created"] = client.create_item({
    "vaultId": vault, "folderId": inner, "name": "Fresh", "login": "me", "url": "https://fresh.example",
    "password": "pässword-1", "tags": ["new", "two"], "description": None,
    "customs": [{"name": "Code", "value": "JBSWY3DPEHPK3PXP", "type": "totp"}],
})
client.update_item(told["created"], {"vaultId": vault, "password": "pässword-2", "name": "Fresher"})
told["after"] = shown(client.get_item(told["created"]))
told["listed"] = [one["name"] for one in client.call("GET", "/api/v1/items", {"vaultId": vault})["items"]]
told["searched"] = [shown(one) for one in client.search_and_decrypt(query="Fresher", tags=["new"])]
told["link"] = client.create_link(LinkType.SingleUse, LinkExpirationTime.Week, item_id=order["item"])
shortcut = client.create_shortcut(order["item"], vault, inner)
told["shortcut"] = client.get_shortcut(shortcut)["password"]["password"]
client.update_tokens()
told["after_refresh"] = client.get_item(order["item"])["name"]
told["tokens"] = [client.access_token, client.refresh_token]
told["bin"] = client.delete_item(told["created"])
json.dump(told, sys.stdout)
