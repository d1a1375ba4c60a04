"""Runs scim2-tester's discovery and CRUD checks against a SCIM endpoint, and prints what was not a success as JSON.

Usage: scim2_tester_run.py ENDPOINT TOKEN

AWS's errors have three members that RFC 7644 does not know. They are taken out of the answers before the checks see
them, and told as the first deviation: otherwise each check that meets an error would say nothing but that.
"""

import json
import sys

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

ENDPOINT, TOKEN = sys.argv[1:3]
AWS_MEMBERS = ("schema", "exceptionRequestId", "timeStamp")
taken = set()


class WithoutAwsMembers(httpx2.HTTPTransport):
    def handle_request(self, request):
        response = super().handle_request(request)
        if response.status_code < 400:
            return response
        body = json.loads(response.read() or "{}")
        taken.update(name for name in AWS_MEMBERS if body.pop(name, None) is not None)
        headers = {"Content-Type": response.headers["Content-Type"]}
        return httpx2.Response(response.status_code, headers=headers, content=json.dumps(body))


with httpx2.Client(
    base_url=ENDPOINT, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20, transport=WithoutAwsMembers()
) as http:
    results = check_server(SyncSCIMClient(http), include_tags={"discovery", "crud", "misc"})

failed = [
    {"check": one.title, "type": one.resource_type, "reason": one.reason}
    for one in results
    if one.status.name not in ("SUCCESS", "SKIPPED")
]
succeeded = sum(one.status.name == "SUCCESS" for one in results)
print(json.dumps({"succeeded": succeeded, "failed": failed, "errorMembers": sorted(taken)}))
